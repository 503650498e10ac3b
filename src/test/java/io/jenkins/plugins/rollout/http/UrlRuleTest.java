package io.jenkins.plugins.rollout.http;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.not;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import java.net.URI;
import java.util.List;
import org.junit.Test;

public class UrlRuleTest {
    @Test
    public void allowsTheHostAndWhatIsBelow() {
        allows("http://good.example", "http://good.example");
        allows("http://good.example", "http://good.example/x?y=1");
        allows("http://good.example/", "HTTP://Good.Example:80/x");
        allows("http://good.example.", "http://good.example/x");
        allows("https://good.example:8443/api", "https://good.example:8443/api");
        allows("https://good.example:8443/api", "https://good.example:8443/api/x");
        allows("https://good.example:8443/api", "https://good.example:8443/api?x=1");
        allows("https://good.example:8443/api/", "https://good.example:8443/api/x");
        allows("http://[::1]:9090/", "http://[::1]:9090/metrics");
    }

    @Test
    public void tricksWithTextDoNotHelp() {
        refuses("http://good.example", "http://good.example@evil.example/");
        refuses("http://good.example", "http://good.example.evil.example/");
        refuses("http://good.example", "http://good.example:80@evil.example/");
        refuses("http://good.example", "http://good.example:8080/");
        refuses("http://good.example", "https://good.example/");
        refuses("http://good.example", "http://user:word@good.example/");
        refuses("http://good.example", "http://evil.example/?http://good.example");
        refuses("http://good.example", "http://evil.example/#http://good.example");
        refuses("http://good.example/api", "http://good.example/apis");
        refuses("http://good.example/api", "http://good.example/");
        refuses("http://good.example/api/", "http://good.example/api");
        refuses("http://good.example/api", "http://good.example/api/../admin");
        refuses("http://good.example/api", "http://good.example/api/%2e%2e/admin");
        refuses("http://good.example/api", "http://good.example/api/%2E%2e%2fadmin");
        refuses("http://good.example/api", "http://good.example/api/..;x/admin");
        refuses("http://good.example/api", "http://good.example/api/..%5cadmin");
    }

    @Test
    public void aRuleThatCannotBeReadAllowsNothing() {
        for (String rule :
                List.of("", "http://", "*", "good.example", "file:///", "http://a b/", "http://good.example/?x")) {
            assertFalse(rule, UrlRule.anyOf(List.of(rule)).test(URI.create("http://good.example/")));
        }
        assertFalse(UrlRule.anyOf(List.of()).test(URI.create("http://good.example/")));
        assertTrue(UrlRule.anyOf(List.of("*", "http://good.example")).test(URI.create("http://good.example/")));
    }

    @Test
    public void saysWhatIsWrongWithAUrlWithoutItsQuery() {
        problem("ftp://good.example/?s3cret", "starts with http:// or https://");
        problem("good.example/?s3cret", "starts with http:// or https://");
        problem("http://s3cret@good.example/", "no user or password");
        problem("http:///x?s3cret", "no valid host name");
        problem("http://under_score/?s3cret", "no valid host name");
        problem("http://good.example/?s3cret#x", "no #fragment");
        problem("http://good.example/ x?s3cret", "this is not a URL");
        problem("http://good.example/a/../b?s3cret", "has . or .. in it");
    }

    private static void problem(String url, String words) {
        var problem = assertThrows(url, IllegalArgumentException.class, () -> UrlRule.url(url));
        assertThat(problem.getMessage(), containsString(words));
        assertThat(problem.getMessage(), not(containsString("s3cret")));
    }

    private static void allows(String rule, String url) {
        assertTrue(url, UrlRule.parse(rule).test(URI.create(url)));
    }

    private static void refuses(String rule, String url) {
        assertFalse(url, UrlRule.parse(rule).test(URI.create(url)));
    }
}
