package io.jenkins.plugins.rollout.feedback;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.Assert.assertThrows;

import io.jenkins.plugins.rollout.model.Event;
import io.jenkins.plugins.rollout.model.Phase;
import io.jenkins.plugins.rollout.model.Plan;
import io.jenkins.plugins.rollout.model.RolloutState;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.junit.Test;

public class FeedbackCsvTest {
    private static final RolloutState STATE = RolloutState.declared(
            new Event.RolloutDeclared(
                    "r1", "shop#1",
                    new Plan("shop", null, "2", null, null, null,
                            List.of(new Phase("dogfood", null, null, null, null), new Phase("full", null, null, null, null)),
                            null, null, null),
                    Set.of()),
            Voices.AT);

    private static List<Response> read(String file) throws Declined {
        return new FeedbackCsv(STATE, NameRule.NAMED, Voices.AT).read(file.getBytes(StandardCharsets.UTF_8));
    }

    private static String refusal(String file) {
        return assertThrows(Declined.class, () -> read(file)).getMessage();
    }

    @Test
    public void readsWhatSpreadsheetsWrite() throws Exception {
        List<Response> read = read("\uFEFFscore,comment,name,phase,at\r\n"
                + "5,\"so \"\"fast\"\", really\",Ann,full,2026-11-22T09:00:00+01:00\r\n\r\n"
                + "2,\"two\nlines\",,,\r\n");
        assertThat(read.size(), is(2));
        assertThat(read.get(0).comment(), is("so \"fast\", really"));
        assertThat(read.get(0).person(), is(new Person("Ann", "Ann")));
        assertThat(read.get(0).phase(), is("full"));
        assertThat(read.get(0).at().toString(), is("2026-11-22T08:00:00Z"));
        assertThat(read.get(1).comment(), is("two\nlines"));
        assertThat(read.get(1).phase(), is("dogfood"));
        assertThat(read.get(1).person(), is(nullValue()));
    }

    @Test
    public void keepsNoNameWhereNoneMayBeKept() throws Exception {
        var never = new FeedbackCsv(STATE, NameRule.NEVER, Voices.AT);
        assertThat(never.read("score,name\n5,Ann\n".getBytes(StandardCharsets.UTF_8)).get(0).person(), is(nullValue()));
    }

    @Test
    public void theSameLineIsTheSameRatingAndTwoOfThemAreTwo() throws Exception {
        List<Response> first = read("score\n5\n5\n4\n");
        List<Response> again = read("score\n5\n5\n4\n");
        assertThat(first.get(0).key(), is(not(first.get(1).key())));
        assertThat(again.stream().map(Response::key).toList(), is(first.stream().map(Response::key).toList()));
        assertThat("an id is not kept as it is", read("id,score\nann@example.org,5\n").get(0).key(), not(containsString("ann")));
    }

    @Test
    public void namesWhatIsWrongWithTheFileAndItsLines() {
        assertThat(refusal(""), containsString("the file is empty; its first line names the columns: at, comment, id"));
        assertThat(refusal("score,stars\n5,5"), is("line 1: there is no column 'stars'; write some of at, comment, id, name, phase, score"));
        assertThat(refusal("comment\nx"), is("line 1: the column 'score' is missing"));
        assertThat(refusal("score,score\n1,1"), is("line 1: a column stands there twice"));
        assertThat(refusal("id,score\n1,5\n1,4\n"), containsString("line 3: id: '1' stands in another line too"));
        assertThat(refusal("score,at\n5,yesterday\n"), containsString("line 2: at: 'yesterday' is no time"));
        assertThat(refusal("score,at\n5,2026-11-23T00:00:00Z\n"), containsString("line 2: at: 2026-11-23T00:00:00Z is yet to come"));
        assertThat(refusal("score,phase\n5,beta\n"), containsString("line 2: phase: there is no phase 'beta'; write one of dogfood, full"));
        assertThat(refusal("score,comment\n5,\"open\n"), containsString("line 2: has a quote that is never closed"));
        assertThat(refusal("score,comment\n5,\"a\"b\n"), containsString("line 2: has a quote where none belongs"));
        assertThat(refusal("score,comment\n5,a\u0000b\n"), containsString("line 2: comment: has a control character in it"));
        assertThat(refusal("score\n" + "9\n".repeat(30)), containsString("\nand 10 more"));
        byte[] latin = "score,name\n5,Zo\u00eb\n".getBytes(StandardCharsets.ISO_8859_1);
        Declined wrong = assertThrows(Declined.class, () -> new FeedbackCsv(STATE, NameRule.NAMED, Voices.AT).read(latin));
        assertThat(wrong.getMessage(), is("the file is not in UTF-8"));
    }
}
