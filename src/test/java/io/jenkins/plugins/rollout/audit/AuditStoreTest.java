package io.jenkins.plugins.rollout.audit;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;

import io.jenkins.plugins.rollout.model.Actor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public class AuditStoreTest {
    private static final Instant JANUARY = Instant.parse("2026-01-05T09:00:00Z");
    private static final Actor ALICE = new Actor("alice", "Älice, <b>", "page", Set.of("sre"), Set.of());

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private Instant now = JANUARY;
    private AuditStore store;

    private final Clock clock = new Clock() {
        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    };

    @Before
    public void open() throws Exception {
        store = AuditStore.open(home(), clock);
    }

    private Path home() {
        return folder.getRoot().toPath().resolve("audit");
    }

    private Path file(String month) {
        return home().resolve(month + ".jsonl");
    }

    private AuditRecord record(String rollout, long sequence, String application) {
        return new AuditRecord(
                now, "approved", rollout, sequence, JANUARY, "team/" + application + "#12", application, "production",
                "2.0", "canary", AuditRecord.Who.of(ALICE, null), false, "ab12", "fine", Map.of("ticket", "OPS-1"),
                "f".repeat(64));
    }

    private void append(String application, int count) throws IOException {
        for (int i = 1; i <= count; i++) {
            store.append(List.of(record(application + "-12-1", i, application)));
        }
    }

    private List<String> trail() throws IOException {
        return store.latest(AuditQuery.ALL, 1000).stream()
                .map(line -> line.number() + " " + line.record().application() + " "
                        + line.record().sequence())
                .toList();
    }

    @Test
    public void chainRunsOnFromMonthToMonthAndOverARestart() throws Exception {
        append("shop", 2);
        now = Instant.parse("2026-03-01T00:00:00Z");
        open();
        append("cart", 1);
        assertThat(trail(), contains("1 shop 1", "2 shop 2", "3 cart 1"));
        assertThat(Files.exists(file("2026-01")) && Files.exists(file("2026-03")), is(true));
        assertThat(store.verify(), is(Verification.good(3)));
        assertThat(store.latest(AuditQuery.ALL, 1).get(0).record(), is(record("cart-12-1", 1, "cart")));
    }

    @Test
    public void clockThatIsSetBackOpensNoEarlierMonth() throws Exception {
        now = Instant.parse("2026-03-01T00:00:00Z");
        append("shop", 1);
        now = JANUARY;
        append("cart", 1);
        assertThat(Files.exists(file("2026-01")), is(false));
        assertThat(store.verify(), is(Verification.good(2)));
    }

    @Test
    public void crashAtEveryByteOfTheLastLinesLosesOnlyWhatWasNotWhole() throws Exception {
        append("shop", 2);
        long before = Files.size(file("2026-01"));
        byte[] head = Files.readAllBytes(home().resolve("head.json"));
        store.append(List.of(record("cart-12-1", 1, "cart"), record("cart-12-1", 2, "cart")));
        byte[] whole = Files.readAllBytes(file("2026-01"));
        int step = 37; // and, below, each end of a line
        for (int length = (int) before; length <= whole.length; length++) {
            boolean edge = length == whole.length || whole[length - 1] == '\n' || whole[length] == '\n';
            if (length % step != 0 && !edge) {
                continue;
            }
            Files.write(file("2026-01"), Arrays.copyOf(whole, length));
            Files.write(home().resolve("head.json"), head); // as it was before these lines
            open();
            int lines = trail().size();
            assertThat("at " + length, store.verify(), is(Verification.good(lines)));
            store.append(List.of(record("late-12-1", 1, "late")));
            assertThat(store.verify(), is(Verification.good(lines + 1)));
        }
    }

    @Test
    public void changedLineIsNamedAndTheTrailGoesOnBehindIt() throws Exception {
        append("shop", 5);
        for (int line = 1; line <= 5; line++) {
            List<String> good = Files.readAllLines(file("2026-01"));
            var bad = new ArrayList<>(good);
            bad.set(line - 1, bad.get(line - 1).replace("\"alice\"", "\"mallory\""));
            Files.write(file("2026-01"), bad);
            Verification found = store.verify();
            assertThat(found.ok(), is(false));
            // a line is vouched for by the one behind it; the last by what was noted
            assertThat(found.firstBad().line(), is((long) Math.min(5, line + 1)));
            assertThat(found.firstBad().file(), is("2026-01.jsonl"));
            Files.write(file("2026-01"), good);
        }
        assertThat(store.verify(), is(Verification.good(5)));
        List<String> changed = Files.readAllLines(file("2026-01"));
        changed.set(4, changed.get(4).replace("\"alice\"", "\"mallory\""));
        Files.write(file("2026-01"), changed);
        open();
        append("cart", 1);
        assertThat("nothing was mended", Files.readAllLines(file("2026-01")).subList(0, 5), is(changed));
        assertThat(store.verify().firstBad().line(), is(6L));
        assertThat(trail().get(5), is("6 cart 1"));
    }

    @Test
    public void removedLinesAndMonthsAreMissed() throws Exception {
        append("shop", 4);
        List<String> lines = Files.readAllLines(file("2026-01"));
        Files.write(file("2026-01"), lines.subList(0, 3));
        assertThat(store.verify().firstBad().why(), containsString("missing at the end"));
        open();
        assertThat(store.verify().firstBad().why(), containsString("missing at the end"));
        append("cart", 1);
        assertThat(store.verify().firstBad().line(), is(4L));
        Files.write(file("2026-01"), lines.subList(1, 4));
        assertThat(store.verify().firstBad().why(), containsString("records before it were removed"));
        now = Instant.parse("2026-02-01T00:00:00Z");
        Files.write(file("2026-01"), lines);
        open();
        append("pay", 1);
        Files.delete(file("2026-01"));
        assertThat(store.verify().ok(), is(false));
    }

    @Test
    public void linesThatAreNoneAreReportedAndSkipped() throws Exception {
        append("shop", 1);
        Files.writeString(file("2026-01"), "{\"hello\":1}\n", StandardCharsets.UTF_8, StandardOpenOption.APPEND);
        assertThat(store.verify().firstBad().why(), containsString("not a line"));
        open();
        append("cart", 1);
        assertThat(trail(), contains("1 shop 1", "2 cart 1"));
        assertThat(store.verify().firstBad().line(), is(2L));
    }

    @Test
    public void wholeMonthsGoAndTheChainStillVerifies() throws Exception {
        append("shop", 3);
        now = Instant.parse("2026-02-05T00:00:00Z");
        append("cart", 2);
        now = Instant.parse("2026-03-05T00:00:00Z");
        append("shop", 1);
        now = Instant.parse("2026-05-05T00:00:00Z");
        append("shop", 1);
        var retention = new Retention(record -> Optional.of(Duration.ofDays(65)));
        assertThat(store.drop(retention), is(2));
        assertThat(Files.exists(file("2026-01")) || Files.exists(file("2026-02")), is(false));
        assertThat(trail(), contains("6 shop 1", "7 shop 1"));
        assertThat(store.verify(), is(Verification.good(4))); // with one anchor for each month
        assertThat("nothing more to let go", store.drop(retention), is(0));
        open();
        assertThat(store.verify(), is(Verification.good(4)));
        append("shop", 1);
        assertThat(store.verify(), is(Verification.good(5)));
    }

    @Test
    public void killBetweenTwoMonthsThatGoLeavesAChainThatVerifies() throws Exception {
        append("shop", 3);
        now = Instant.parse("2026-02-05T00:00:00Z");
        append("cart", 2);
        byte[] february = Files.readAllBytes(file("2026-02"));
        now = Instant.parse("2026-05-05T00:00:00Z");
        append("shop", 1);
        store.drop(new Retention(record -> Optional.of(Duration.ofDays(30))));
        Files.write(file("2026-02"), february);
        open();
        assertThat(store.verify().ok(), is(true));
        assertThat(store.drop(new Retention(record -> Optional.of(Duration.ofDays(30)))), is(1));
        assertThat(store.verify().ok(), is(true));
    }

    @Test
    public void longestRetentionInAMonthKeepsItAndNoneKeepsItForEver() throws Exception {
        append("shop", 1);
        append("bank", 1);
        now = Instant.parse("2030-01-01T00:00:00Z");
        append("shop", 1);
        assertThat(store.drop(new Retention(record -> record.application().equals("bank")
                ? Optional.of(Duration.ofDays(3650))
                : Optional.of(Duration.ofDays(30)))), is(0));
        assertThat(store.drop(new Retention(record -> Optional.empty())), is(0));
    }

    @Test
    public void queriesAskForTimeApplicationJobPersonAndRollout() throws Exception {
        append("shop", 1);
        now = JANUARY.plusSeconds(3600);
        append("cart", 1);
        assertThat(found(new AuditQuery(now, null, "", "", "", "")), contains("cart"));
        assertThat(found(new AuditQuery(null, now, "", "", "", "")), contains("shop"));
        assertThat(found(new AuditQuery(null, null, "shop", "", "", "")), contains("shop"));
        assertThat(found(new AuditQuery(null, null, "", "team/cart", "", "")), contains("cart"));
        assertThat(found(new AuditQuery(null, null, "", "team", "", "")), contains("shop", "cart"));
        assertThat(found(new AuditQuery(null, null, "", "tea", "", "")), is(empty()));
        assertThat(found(new AuditQuery(null, null, "", "", "bob", "")), is(empty()));
        assertThat(found(new AuditQuery(null, null, "", "", "alice", "cart-12-1")), contains("cart"));
    }

    private List<String> found(AuditQuery query) throws IOException {
        var found = new ArrayList<String>();
        store.read(query, (line, bytes, from, to) -> found.add(line.record().application()));
        assertThat(store.latest(query, 10).stream().map(line -> line.record().application()).toList(), is(found));
        return found;
    }

    @Test
    public void hundredThousandRecordsAreReadAndVerifiedInBoundedMemory() throws Exception {
        var batch = new ArrayList<AuditRecord>();
        for (int i = 1; i <= 1000; i++) {
            batch.add(record("shop-12-1", i, "shop"));
        }
        for (int i = 0; i < 100; i++) {
            store.append(batch);
        }
        var count = new int[1];
        long before = used();
        var most = new long[1];
        store.read(AuditQuery.ALL, (line, bytes, from, to) -> {
            if (++count[0] % 20_000 == 0) {
                most[0] = Math.max(most[0], used() - before);
            }
        });
        assertThat(count[0], is(100_000));
        assertThat("bytes held while reading", most[0], is(lessThan(16L << 20)));
        assertThat(store.verify(), is(Verification.good(100_000)));
        assertThat(store.latest(AuditQuery.ALL, 3).size(), is(3));
        open();
        assertThat(store.known(Set.of("shop-12-1"), JANUARY).get("shop-12-1").sequence(), is(1000L));
    }

    private static long used() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    @Test
    public void csvKeepsTextsAsTexts() throws Exception {
        assertThat(AuditCsv.cell("plain"), is("plain"));
        assertThat(AuditCsv.cell("a,b"), is("\"a,b\""));
        assertThat(AuditCsv.cell("say \"hi\"\nthere"), is("\"say \"\"hi\"\"\nthere\""));
        for (String formula : List.of("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", " =cmd|'/C calc'!A0", "\uFF1D1", "\r=1")) {
            assertThat(AuditCsv.cell(formula), is("\"'" + formula + '"'));
        }
        append("shop", 1);
        String row = AuditCsv.row(store.latest(AuditQuery.ALL, 1).get(0));
        assertThat(row, is("1,2026-01-05T09:00:00Z,approved,alice,\"Älice, <b>\",page,,sre,false,false,shop,production,2.0,"
                + "canary,team/shop,team/shop#12,shop-12-1,1,ab12,fine,ticket=OPS-1," + "f".repeat(64) + "\r\n"));
        assertThat(AuditCsv.header().split(",").length, is(row.split(",(?=(?:[^\"]*\"[^\"]*\")*[^\"]*$)").length));
    }
}
