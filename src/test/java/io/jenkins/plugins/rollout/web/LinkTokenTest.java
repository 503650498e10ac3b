package io.jenkins.plugins.rollout.web;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.not;

import io.jenkins.plugins.rollout.testkit.AnyJenkins;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import org.junit.ClassRule;
import org.junit.Test;

public class LinkTokenTest {
    @ClassRule
    public static final AnyJenkins JENKINS = new AnyJenkins();

    private static final LinkToken LINK = new LinkToken(
            "team/shop#12", 1_790_000_000_000L, "team.2f.shop-12-1", "canary", "sha256:ab", Act.APPROVE,
            LinkToken.freshNonce(), Instant.parse("2026-09-14T12:00:00Z"));

    @Test
    public void whatWasSignedIsReadAgain() {
        String token = LINK.signed();
        assertThat(LinkToken.read(token), is(Optional.of(LINK)));
        assertThat(token, matchesPattern("[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]{43}"));
    }

    @Test
    public void noCharacterCanBeChangedLeftOutOrAdded() {
        String token = LINK.signed();
        for (int i = 0; i < token.length(); i++) {
            for (char other : "AB_-9.=".toCharArray()) {
                if (other != token.charAt(i)) {
                    String changed = token.substring(0, i) + other + token.substring(i + 1);
                    assertThat(changed, LinkToken.read(changed), is(Optional.empty()));
                }
            }
            String shorter = token.substring(0, i) + token.substring(i + 1);
            assertThat(shorter, LinkToken.read(shorter), is(Optional.empty()));
        }
        for (String added : new String[] {"A" + token, token + "A", token + "=", token + ".", token + "." + token}) {
            assertThat(added, LinkToken.read(added), is(Optional.empty()));
        }
    }

    @Test
    public void noFieldCanBeExchangedUnderTheSignature() {
        String[] parts = LINK.signed().split("\\.");
        String content = new String(Base64.getUrlDecoder().decode(parts[0]), StandardCharsets.UTF_8);
        String[][] exchanges = {
            {"shop#12", "shop#13"}, {"1790000000000", "1790000000001"}, {"-12-1", "-12-2"}, {"canary", "full"},
            {"sha256:ab", "sha256:ac"}, {"APPROVE", "REJECT"}, {LINK.nonce(), LinkToken.freshNonce()},
            {Long.toString(LINK.expires().getEpochSecond()), "9999999999"},
        };
        for (String[] exchange : exchanges) {
            String changed = content.replace(exchange[0], exchange[1]);
            assertThat(changed, not(content));
            String token = Base64.getUrlEncoder().withoutPadding().encodeToString(changed.getBytes(StandardCharsets.UTF_8))
                    + "." + parts[1];
            assertThat(changed, LinkToken.read(token), is(Optional.empty()));
        }
    }

    @Test
    public void whatIsNoTokenIsNone() {
        for (String text : new String[] {null, "", ".", "..", "a.b", "{}.", "<script>.", "x".repeat(10_000)}) {
            assertThat(text, LinkToken.read(text), is(Optional.empty()));
        }
    }

    @Test
    public void itExpiresAtItsTime() {
        assertThat(LINK.isExpired(LINK.expires().minusMillis(1)), is(false));
        assertThat(LINK.isExpired(LINK.expires()), is(true));
    }
}
