package io.jenkins.plugins.rollout.audience;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.junit.Assert.assertEquals;

import io.jenkins.plugins.rollout.model.Audience.Hash;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.apache.commons.codec.digest.MurmurHash3;
import org.junit.Test;

public class PositionTest {
    @Test
    public void hashPassesTheVerificationOfItsAuthor() {
        // SMHasher: the hashes of 0, 0 1, 0 1 2, … with seeds 256, 255, 254, …, all hashed again
        byte[] key = new byte[256];
        ByteBuffer hashes = ByteBuffer.allocate(4 * 256).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < 256; i++) {
            key[i] = (byte) i;
            hashes.putInt(MurmurHash3.hash32x86(key, 0, i, 256 - i));
        }
        assertEquals(0xB0F57EE3, MurmurHash3.hash32x86(hashes.array(), 0, hashes.capacity(), 0));
    }

    @Test
    public void hashHasThePublishedValues() {
        assertEquals(0x00000000, hash("", 0));
        assertEquals(0x514E28B7, hash("", 1));
        assertEquals(0x81F16F39, hash("", 0xFFFFFFFF));
        assertEquals(0x2E4FF723, hash("The quick brown fox jumps over the lazy dog", 0));
        assertEquals(0x2FA826CD, hash("The quick brown fox jumps over the lazy dog", 0x9747b28c));
        assertEquals(0xC0363E43, hash("Hello, world!", 0));
        assertEquals(0x24884CBA, hash("Hello, world!", 0x9747b28c));
        assertEquals(0xB3DD93FA, hash("abc", 0));
    }

    private static int hash(String text, int seed) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return MurmurHash3.hash32x86(bytes, 0, bytes.length, seed);
    }

    @Test
    public void wholePercentsAreThoseThatUnleashPublishes() {
        // the values that the clients of Unleash agree on, counted from 1 there
        assertThat(Position.of(Hash.UNLEASH, "gr1", "123").thousandths() / 1000 + 1, is(73));
        assertThat(Position.of(Hash.UNLEASH, "groupX", "999").thousandths() / 1000 + 1, is(25));
    }

    @Test
    public void positionsAreTheDocumentedOnes() {
        long h = Position.murmur("beta:alice");
        assertThat(
                Position.of(Hash.UNLEASH, "beta", "alice").thousandths(),
                is((int) (h % 100 * 1000 + h / 100 % 1000)));
        assertThat(Position.of(Hash.FLAGD, "beta", "alice").thousandths(), is((int) (h * 100_000 / (1L << 32))));
    }

    @Test
    public void keysAreUtf8() {
        assertThat(Position.murmur("beta:Zoë 🚀"), is(Integer.toUnsignedLong(hash("beta:Zoë 🚀", 0))));
    }

    @Test
    public void nobodyIsBelowZeroAndEverybodyBelowAHundred() {
        for (Hash hash : Hash.values()) {
            for (int i = 0; i < 10_000; i++) {
                Position position = Position.of(hash, "salt", "key-" + i);
                assertThat(position.below(BigDecimal.ZERO), is(false));
                assertThat(position.below(BigDecimal.valueOf(100)), is(true));
            }
        }
    }

    @Test
    public void theBorderIsOut() {
        assertThat(new Position(5000).below(BigDecimal.valueOf(5)), is(false));
        assertThat(new Position(4999).below(BigDecimal.valueOf(5)), is(true));
        assertThat(new Position(3217).below(new BigDecimal("3.218")), is(true));
        assertThat(new Position(3217).below(new BigDecimal("3.217")), is(false));
        assertThat(new Position(3217).toString(), is("3.217"));
    }
}
