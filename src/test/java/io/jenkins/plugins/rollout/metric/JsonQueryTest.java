package io.jenkins.plugins.rollout.metric;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.junit.Assert.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import org.junit.Test;

public class JsonQueryTest {
    private static final String DOCUMENT =
            """
            {"data": [{"x": 1}, {"x": 2}], "a b": 3, "it's": 4, "q\\"q": 5, "a/b": 6, "ä-1": 7, "": 8, "0": 9,
             "series": [{"name": "errors", "code": 5, "value": 10, "tags": {"env": "prod"}, "ok": false, "gone": null},
                        {"name": "requests", "code": 2, "value": 11, "tags": {"env": "test"}, "ok": true}],
             "twins": [{"n": "x", "v": 1}, {"n": "x", "v": 2}],
             "tab\\t": 12}
            """;

    @Test
    public void findsByPointer() throws Exception {
        finds("/data/1/x", "2");
        finds("/a~1b", "6");
        finds("/series/0/tags/env", "\"prod\"");
        finds("/data/7/x", "");
    }

    @Test
    public void findsByPath() throws Exception {
        finds("$.data[1].x", "2");
        finds("$['data'][0]['x']", "1");
        finds("$[\"data\"][-1].x", "2");
        finds("$['a b']", "3");
        finds("$['it\\'s']", "4");
        finds("$['q\"q']", "5");
        finds("$.ä-1", "7");
        finds("$['']", "8");
        finds("$['0']", "9");
        finds("$['\\u0061 b']", "3");
        finds("$['tab\\t']", "12");
        finds("$.data[ 0 ].x", "1");
        finds("$.data[2].x", "");
        finds("$.data[-3].x", "");
        finds("$.data.x", "");
        finds("$['data']['0']", "");
        finds("$[0]", "");
    }

    @Test
    public void picksByAMembersValue() throws Exception {
        finds("$.series[?@.name == 'errors'].value", "10");
        finds("$.series[?(@.name==\"requests\")].value", "11");
        finds("$.series[?@.code == 2].value", "11");
        finds("$.series[?@.code == 2.0].value", "11");
        finds("$.series[?@.ok == false].value", "10");
        finds("$.series[?@.gone == null].value", "10");
        finds("$.series[?@.tags.env == 'test'].value", "11");
        finds("$.series[?@['tags']['env'] == 'test'].value", "11");
        finds("$.series[?@.name == 'nothing'].value", "");
        finds("$.series[?@.code == '2'].value", "");
    }

    @Test
    public void aFilterThatPicksSeveralIsAMistake() {
        var several = assertThrows(Unusable.class, () -> find("$.twins[?@.n == 'x'].v"));
        assertThat(several.getMessage(), containsString("picks several elements"));
    }

    @Test
    public void whatLeadsToManyPlacesIsRefusedWithWhatToWriteInstead() {
        for (String path : List.of(
                "$.data[*].x",
                "$..x",
                "$.data[0:1]",
                "$.data[0,1]",
                "$.*",
                "$.data[?@.x > 1]",
                "$.series[?(@.name == 'x']",
                "$.",
                "$x",
                "$.data[",
                "$.data[01x]",
                "$['x]",
                "$.data[99999999999]")) {
            var refused = assertThrows(path, IllegalArgumentException.class, () -> JsonQuery.parse(path));
            assertThat(path, refused.getMessage(), containsString("a JSONPath here leads to one value"));
        }
        var neither = assertThrows(IllegalArgumentException.class, () -> JsonQuery.parse("data.x"));
        assertThat(neither.getMessage(), containsString("neither a JSON Pointer"));
        assertThrows(IllegalArgumentException.class, () -> JsonQuery.parse("$" + ".x".repeat(600)));
    }

    private static void finds(String path, String expected) throws Exception {
        assertThat(path, find(path).toString(), is(expected));
    }

    private static JsonNode find(String path) throws Exception {
        return JsonQuery.parse(path).find(new ObjectMapper().readTree(DOCUMENT));
    }
}
