package io.jenkins.plugins.rollout.embedded.http;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;

import hudson.console.ConsoleNote;
import hudson.console.HyperlinkNote;
import org.jenkinsci.plugins.workflow.support.steps.input.POSTHyperlinkNote;
import org.junit.Test;

public class LogHtmlTest {
    @Test
    public void textIsTextAndLinesStayLines() {
        assertThat(LogHtml.of("a <b>&\"'\nsecond\n", null), is("a &lt;b&gt;&amp;&quot;&#039;\nsecond\n"));
    }

    @Test
    public void aLinkSpansItsText() {
        String line = "<x> see " + HyperlinkNote.encodeTo("/job/x/?a=1&b=\"2\"", "the <job>") + " now";
        assertThat(
                LogHtml.of(line, null),
                is("&lt;x&gt; see <a href=\"/job/x/?a=1&amp;b=&quot;2&quot;\">the &lt;job&gt;</a> now"));
    }

    @Test
    public void severalLinksOfALineStandSideBySide() {
        String line = HyperlinkNote.encodeTo("/a", "one") + HyperlinkNote.encodeTo("/b", "two");
        assertThat(LogHtml.of(line, null), is("<a href=\"/a\">one</a><a href=\"/b\">two</a>"));
    }

    @Test
    public void aPostingLinkCarriesItsAddress() {
        assertThat(
                LogHtml.of(POSTHyperlinkNote.encodeTo("/job/x/1/stop", "Abort"), null),
                containsString("<a href=\"#\" data-encoded-url=\"JTJGam9iJTJGeCUyRjElMkZzdG9w\""
                        + " class=\"post-hyperlink-note-button\">Abort</a>"));
    }

    @Test
    public void aNoteThatABuildForgedIsDropped() {
        String forged = ConsoleNote.PREAMBLE_STR + "AAAA" + ConsoleNote.POSTAMBLE_STR + "text";
        assertThat(LogHtml.of(forged, null), is("text"));
    }
}
