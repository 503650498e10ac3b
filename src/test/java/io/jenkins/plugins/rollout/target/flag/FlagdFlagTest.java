package io.jenkins.plugins.rollout.target.flag;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.junit.Assert.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.jenkins.plugins.rollout.engine.TargetCall;
import io.jenkins.plugins.rollout.model.Ability;
import io.jenkins.plugins.rollout.model.Action;
import io.jenkins.plugins.rollout.model.Audience;
import io.jenkins.plugins.rollout.model.Reach;
import io.jenkins.plugins.rollout.model.Situation;
import io.jenkins.plugins.rollout.model.TargetAnswer;
import io.jenkins.plugins.rollout.model.TargetRef;
import io.jenkins.plugins.rollout.target.Observation;
import io.jenkins.plugins.rollout.target.Observation.State;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public class FlagdFlagTest {
    static final String FILE = """
            {
              "$schema": "https://flagd.dev/schema/v0/flags.json",
              "flags": {
                "new-checkout": {
                  "state": "ENABLED",
                  "variants": {"on": true, "off": false},
                  "defaultVariant": "off"
                },
                "banner": {
                  "state": "ENABLED",
                  "variants": {"red": "#f00", "v2": "#0f0"},
                  "defaultVariant": "red",
                  "targeting": {"if": [{"==": [{"var": "tier"}, "gold"]}, "red"]},
                  "metadata": {"owner": "web", "weight": 0.10}
                },
                "off": {"state": "DISABLED", "variants": {"on": true, "off": false}, "defaultVariant": "off"}
              },
              "$evaluators": {"opted-in": {"==": [{"var": "beta"}, true]}}
            }
            """;

    private static final ObjectMapper JSON = new ObjectMapper();

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    static FlagCall call(String rollout, String operation, Action action, String flag, String variant, Reach reach) {
        var situation = new Situation(rollout, "shop", "production", "2.4.0", "2.3.1", "canary", "5", "");
        var reference = new TargetRef("x", Ability.ANYTHING, JSON.nullNode());
        return new FlagCall(new TargetCall(operation, action, reference, situation, reach), flag, variant);
    }

    private static FlagCall deploy(String operation, Reach reach) {
        return call("shop-1", operation, Action.DEPLOY, "new-checkout", "on", reach);
    }

    private static FlagCall undo(String operation) {
        return call("shop-1", operation, Action.UNDO, "new-checkout", "on", Reach.NOBODY);
    }

    static Reach percent(String percent) {
        return new Reach(new BigDecimal(percent), List.of());
    }

    private static String give(String file, FlagCall call) {
        return FlagdFlag.give(file, call, null).text().orElse(file);
    }

    private static String takeBack(String file, FlagCall call) {
        return FlagdFlag.takeBack(file, call).text().orElse(file);
    }

    private static JsonNode json(String text) throws Exception {
        return JSON.readTree(text);
    }

    @Test
    public void aShareIsFractionalOverSaltAndKey() throws Exception {
        JsonNode flag = json(give(FILE, deploy("one", percent("0.5")))).at("/flags/new-checkout");
        assertThat(flag.path("targeting"), is(json("""
                {"if": [{"and": [{"!!": [{"var": "targetingKey"}]}, {"==": [
                  {"fractional": [{"cat": ["shop:", {"var": "targetingKey"}]}, ["in", 500], ["out", 99500]]}, "in"]}]}, "on"]}""")));
        assertThat(flag.path("defaultVariant").asText(), is("off"));
    }

    @Test
    public void whatOthersHaveStaysInFrontOfThem() throws Exception {
        var call = call("shop-1", "one", Action.DEPLOY, "banner", "v2", percent("5"));
        JsonNode after = json(give(FILE, call));
        assertThat(after.at("/flags/banner/targeting/if/2"), is(json(FILE).at("/flags/banner/targeting")));
        assertThat(after.at("/flags/banner/metadata/owner").asText(), is("web"));
        assertThat(after.at("/flags/new-checkout"), is(json(FILE).at("/flags/new-checkout")));
        assertThat(after.path("$schema"), is(json(FILE).path("$schema")));
        assertThat(give(FILE, call), containsString("0.10")); // numbers as they were written
    }

    @Test
    public void anUndoRestoresExactlyWhatWasThere() throws Exception {
        String file = FILE;
        for (String percent : List.of("1", "20", "100")) {
            file = give(file, deploy("op-" + percent, percent(percent)));
        }
        assertThat(json(file).at("/flags/new-checkout/defaultVariant").asText(), is("on"));
        assertThat(json(takeBack(file, undo("u"))), is(json(FILE)));
        var banner = call("shop-1", "one", Action.DEPLOY, "banner", "v2", percent("100"));
        var back = call("shop-1", "two", Action.UNDO, "banner", "v2", Reach.NOBODY);
        assertThat(json(takeBack(give(FILE, banner), back)), is(json(FILE)));
    }

    @Test
    public void theSameOperationChangesNothingTheSecondTime() {
        String once = give(FILE, deploy("one", percent("5")));
        assertThat(FlagdFlag.give(once, deploy("one", percent("5")), null).text().isEmpty(), is(true));
        String twice = give(once, deploy("two", percent("20")));
        assertThat("late", FlagdFlag.give(twice, deploy("one", percent("5")), null).text().isEmpty(), is(true));
        assertThat(FlagdFlag.takeBack(FILE, undo("u")).text().isEmpty(), is(true));
    }

    @Test
    public void theFileIsLookedAt() {
        assertThat(look(FILE, deploy("one", percent("5")), false), is(State.UNKNOWN));
        String once = give(FILE, deploy("one", percent("5")));
        assertThat(look(once, deploy("one", percent("5")), false), is(State.DONE));
        assertThat(look(once.replace("5000", "6000"), deploy("one", percent("5")), false), is(State.CHANGED));
        assertThat(look(once.replaceFirst("ENABLED", "DISABLED"), deploy("one", percent("5")), false), is(State.CHANGED));
        assertThat(look(once, undo("u"), true), is(State.UNKNOWN));
        assertThat(look(takeBack(once, undo("u")), undo("u"), true), is(State.DONE));
        String twice = give(once, deploy("two", percent("20")));
        assertThat(look(twice, deploy("one", percent("5")), false), is(State.DONE));
    }

    private static State look(String file, FlagCall call, boolean undo) {
        Observation seen = FlagdFlag.observe(file, call, undo, null);
        return seen.state();
    }

    @Test
    public void anotherRolloutOfTheVariantGoesOnFromWhatWasBeforeTheFirst() throws Exception {
        String first = give(FILE, deploy("one", percent("5")));
        var second = call("shop-2", "one", Action.DEPLOY, "new-checkout", "on", percent("20"));
        String both = give(first, second);
        assertThat(json(takeBack(both, undo("u"))), is(json(both)));
        var back = call("shop-2", "two", Action.UNDO, "new-checkout", "on", Reach.NOBODY);
        assertThat(json(takeBack(both, back)), is(json(FILE)));
    }

    @Test
    public void whatCannotBeDoneIsRefusedInWords() {
        refused("there is no flag 'x' in flagd's file; there are new-checkout, banner, off", "x", "on", percent("5"));
        refused("flag 'new-checkout' has no variant 'v9'; it has on, off", "new-checkout", "v9", percent("5"));
        refused("flag 'off' is not enabled", "off", "on", percent("5"));
        refused("flag 'banner' gives 'red' to everybody already", "banner", "red", percent("5"));
        refused("there is no audience 'friends' and no evaluator", "new-checkout", "on",
                new Reach(null, List.of(Audience.named("friends"))));
        var unleash = new Audience("beta", Set.of(), List.of(), BigDecimal.TEN, null, Audience.Hash.UNLEASH);
        refused("'beta' is divided as Unleash does, which flagd cannot by itself", "new-checkout", "on",
                new Reach(null, List.of(unleash)));
        assertThat(
                assertThrows(IllegalArgumentException.class, () -> give("[1", deploy("one", percent("5")))).getMessage(),
                containsString("flagd's file is not JSON"));
    }

    private static void refused(String message, String flag, String variant, Reach reach) {
        var call = call("shop-1", "one", Action.DEPLOY, flag, variant, reach);
        assertThat(
                assertThrows(IllegalArgumentException.class, () -> give(FILE, call)).getMessage(), containsString(message));
    }

    @Test
    public void aFileOnTheControllerIsReplacedWithItsPermissions() throws Exception {
        Path file = folder.newFile("flags.json").toPath();
        Files.writeString(file, FILE);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        Path link = folder.getRoot().toPath().resolve("current.json");
        Files.createSymbolicLink(link, file);
        var context = FlagServer.context(link.toUri(), Map.of());
        var target = new FeatureFlagTarget("new-checkout", new FlagdProvider("flags"));
        TargetAnswer answer = target.deploy(deploy("one", percent("5")).call(), context)
                .toCompletableFuture()
                .get(30, TimeUnit.SECONDS);
        assertThat(answer.message(), is("flag 'new-checkout' gives 'on' to 5 % of everyone"));
        assertThat(Files.isSymbolicLink(link), is(true));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)), is("rw-r--r--"));
        assertThat(folder.getRoot().list().length, is(2));
        target.undo(undo("two").call(), context).toCompletableFuture().get(30, TimeUnit.SECONDS);
        assertThat(json(Files.readString(file)), is(json(FILE)));
    }

    @Test
    public void mistakesAreFoundBeforeAnythingStarts() {
        var context = FlagServer.context(folder.getRoot().toURI(), Map.of());
        var provider = new FlagdProvider("none");
        provider.setPosition("a b");
        var target = new FeatureFlagTarget("x-{{phase}}-{{nonsense}}", provider);
        assertThat(
                target.validate(context).stream().map(Object::toString).toList().toString(),
                containsString("provider.server: flagd: there is no server 'none'; there are: flags"));
        assertThat(target.validate(context).size(), is(3));
    }
}
