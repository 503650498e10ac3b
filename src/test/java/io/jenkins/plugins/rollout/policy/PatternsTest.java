package io.jenkins.plugins.rollout.policy;

import static org.junit.Assert.assertEquals;

import org.junit.Test;

public class PatternsTest {

    @Test
    public void starIsAnyTextAndQuestionMarkOneCharacter() {
        matches("*", "");
        matches("*", "shop");
        matches("shop", "shop");
        matches("shop-*", "shop-");
        matches("shop-*", "shop-web-2");
        matches("*-web", "shop-web");
        matches("s*p*b", "shop-web");
        matches("stage-?", "stage-1");
        matches("**", "x");
        matches("*?", "x");
        misses("shop", "shops");
        misses("shop-?", "shop-");
        misses("stage-?", "stage-12");
        misses("?", "");
        misses("", "x");
        matches("", "");
    }

    @Test
    public void caseIsNoWayAroundARule() {
        matches("production", "Production");
        matches("SHOP-*", "shop-web");
    }

    @Test
    public void whatRegularExpressionsMeanIsPlainText() {
        matches("a.b+(c)[d]", "a.b+(c)[d]");
        misses("a.b", "axb");
        matches("*", "two\nlines");
    }

    @Test(timeout = 5_000)
    public void manyStarsCostNoTime() {
        misses("*a".repeat(50) + "b", "a".repeat(20_000));
    }

    @Test
    public void applicationAndEnvironmentMustBothMatch() {
        assertEquals(true, Patterns.match("shop-*", "prod*", "shop-web", "production"));
        assertEquals(false, Patterns.match("shop-*", "prod*", "shop-web", "staging"));
        assertEquals(false, Patterns.match("shop-*", "prod*", "news", "production"));
    }

    private static void matches(String pattern, String name) {
        assertEquals(pattern + " ~ " + name, true, Patterns.match(pattern, name));
    }

    private static void misses(String pattern, String name) {
        assertEquals(pattern + " ~ " + name, false, Patterns.match(pattern, name));
    }
}
