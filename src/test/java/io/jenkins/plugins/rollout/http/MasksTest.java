package io.jenkins.plugins.rollout.http;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import java.util.Map;
import org.junit.Test;

public class MasksTest {
    @Test
    public void aTokenIsMaskedWithAndWithoutItsScheme() {
        masks("Bearer t0ken-t0ken", "no Bearer t0ken-t0ken here, nor t0ken-t0ken", "no **** here, nor ****");
        masks("Token abcd efgh", "abcd efgh; efgh abcd", "**** ****; **** ****");
    }

    @Test
    public void basicIsMaskedInItsParts() {
        masks("Basic amVua2luczpwYXNzd29yZA==", "jenkins:password, password, amVua2luczpwYXNzd29yZA==", "****, ****, ****");
        masks("Basic not base64!", "not base64!", "not ****"); // three characters are no secret
    }

    @Test
    public void wordsThatEverybodyKnowsStay() {
        masks("Bearer t0ken", "a bearer of Bearer news", "a bearer of Bearer news");
        assertThat(Masks.mask("application/json", Map.of("Accept", "application/json")), is("application/json"));
        masks("x", "extra", "extra");
    }

    private static void masks(String header, String said, String shown) {
        assertThat(Masks.mask(said, Map.of("Authorization", header)), is(shown));
    }
}
