package io.jenkins.plugins.rollout.metric;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;

import io.jenkins.plugins.rollout.http.StubServer;
import io.jenkins.plugins.rollout.model.Problem;
import java.util.List;
import java.util.Map;
import org.junit.Rule;
import org.junit.Test;

public class JsonSourceTest {
    @Rule
    public final StubServer server = new StubServer();

    private final JsonSource source = source("$.value");

    @Test
    public void readsNumbersAndNumbersAsText() throws Exception {
        for (String number : List.of("0.25", "\"0.25\"", "\" 2.5e-1 \"", "25e-2", "\".25\"")) {
            answers("{\"value\": " + number + "}");
        }
        Asking asking = asking();
        for (int i = 0; i < 5; i++) {
            assertThat(asking.value(source), is(0.25));
        }
    }

    @Test
    public void takesNothingElseForANumber() throws Exception {
        noData("true", "json 'test': at $.value there is true or false, not a number");
        noData("null", "there is null, not a number");
        noData("[1]", "there is an array, not a number");
        noData("{\"x\": 1}", "there is an object, not a number");
        noData("\"fast\"", "there is a text that is not a number");
        noData("\"NaN\"", "there is a text that is not a number");
        noData("\"1f\"", "there is a text that is not a number");
        noData("\"\"", "there is a text that is not a number");
        noData("1e999", "the value is infinite");
        noData("\"1e999\"", "the value is infinite");
    }

    @Test
    public void whatIsMissingIsNoData() throws Exception {
        answers("{\"other\": 1}");
        assertThat(asking().noData(source), is("json 'test': at $.value there is nothing, not a number"));
    }

    @Test
    public void whatIsNotJsonIsNoData() throws Exception {
        for (String body : List.of("<html>", "{\"value\": 1", "{\"value\": NaN}", "{\"value\": 1} 2")) {
            answers(body);
        }
        Asking asking = asking();
        for (int i = 0; i < 4; i++) {
            assertThat(asking.noData(source), is("json 'test' answered with something that is not JSON"));
        }
    }

    @Test
    public void errorsOfTheServerAreNoData() throws Exception {
        server.on("/stats", 500, "{\"value\": 1}");
        assertThat(asking().noData(source), is("HTTP 500 from json 'test'"));
    }

    @Test
    public void postsAFilledBody() throws Exception {
        answers("{\"value\": 1}");
        source.setBody("{\"version\": \"{{version}}\"}");
        asking().value(source);
        StubServer.Asked asked = server.asked().get(0);
        assertThat(asked.method(), is("POST"));
        assertThat(asked.body(), is("{\"version\": \"2.4.0\"}"));
        assertThat(asked.header("Content-type"), is("application/json"));
        assertThat(asked.header("Authorization"), is(Asking.SECRET));
    }

    @Test
    public void asksForAResourceBelowTheServer() throws Exception {
        server.on("/stats/v/2.4.0", 200, "{\"value\": 3}");
        source.setResource("v/{{version}}?window=5m");
        assertThat(asking().value(source), is(3.0));
        assertThat(server.asked().get(0).uri(), is("/stats/v/2.4.0?window=5m"));
        assertThat(asking().version("../../admin").noData(source), containsString("has . or .. in it"));
    }

    @Test
    public void doesNotFollowToAnotherHost() throws Exception {
        server.on("/stats", 302, Map.of("Location", "http://evil.example/"), "");
        assertThat(asking().noData(source), containsString("redirects to another place, http://evil.example"));
    }

    @Test
    public void saysAllThatIsWrongWithIt() {
        var wrong = source("value");
        wrong.setMethod("put");
        wrong.setBody("{{nothing}}");
        assertThat(
                problems(wrong),
                is(List.of(
                        "path: 'value' is neither a JSON Pointer, such as /data/0/value, nor a JSONPath, such as"
                                + " $.data[0].value",
                        "method: 'PUT' is not known; write GET or POST",
                        "body: {{nothing}} is not known here; write one of application, environment, exposure, phase,"
                                + " previousVersion, version")));
        var get = source("$.x");
        get.setMethod("GET");
        get.setBody("x");
        assertThat(problems(get), is(List.of("body: is not sent with GET; write method: 'POST'")));
        var free = new JsonSource("$.x");
        free.setUrl("http://x/");
        free.setResource("/y");
        assertThat(problems(free), is(List.of("resource: goes with server; write the whole address into url")));
        assertThat(problems(source), is(List.of()));
    }

    @Test
    public void pathsTakePlaceholders() throws Exception {
        var byVersion = source("$.versions['{{version}}'].errors");
        answers("{\"versions\": {\"2.4.0\": {\"errors\": 2}}}");
        assertThat(problems(byVersion), is(List.of()));
        assertThat(asking().value(byVersion), is(2.0));
    }

    private void noData(String value, String why) throws Exception {
        String path = "/" + Integer.toHexString(value.hashCode()); // one of its own for each answer
        server.on(path, 200, "{\"value\": " + value + "}");
        assertThat(Asking.of(server.uri(path)).noData(source), containsString(why));
    }

    private static List<String> problems(JsonSource source) {
        return source.validate().stream().map(Problem::toString).toList();
    }

    private static JsonSource source(String path) {
        var source = new JsonSource(path);
        source.setServer("test");
        return source;
    }

    private Asking asking() {
        return Asking.of(server.uri("/stats"));
    }

    private void answers(String body) {
        server.on("/stats", 200, body);
    }
}
