package org.jenkinsci.plugins.structs.describable;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.instanceOf;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.Assert.assertThrows;

import groovy.lang.GString;
import hudson.util.StreamTaskListener;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.codehaus.groovy.runtime.GStringImpl;
import org.junit.Test;

/** Binding, with the words of Jenkins' own refusals. */
public class DescribableModelTest {
    private static final DescribableModel<Cake> MODEL = DescribableModel.of(Cake.class);

    private static Cake cake(Map<String, ?> arguments) {
        return MODEL.instantiate(arguments, null);
    }

    private static String refusal(Map<String, ?> arguments) {
        return assertThrows(IllegalArgumentException.class, () -> cake(arguments))
                .getMessage();
    }

    @Test
    public void textNumbersAndChoicesBindToTheirTypes() {
        Cake cake = cake(Map.of("name", "sacher", "tiers", "3", "glutenFree", "true", "price", 4, "unit", "HOURS"));
        assertThat(cake.getTiers(), is(3));
        assertThat(cake.isGlutenFree(), is(true));
        assertThat(cake.getPrice(), is(4.0));
        assertThat(cake.getUnit(), is(TimeUnit.HOURS));
    }

    @Test
    public void textWithValuesInItBindsAsText() {
        GString name = new GStringImpl(new Object[] {"sacher"}, new String[] {"a ", ""});
        assertThat(cake(Map.of("name", name)).getName(), is("a sacher"));
    }

    @Test
    public void aPlainMapBindsToAConcreteClass() {
        assertThat(cake(Map.of("name", "x", "box", Map.of("size", 5))).getBox().getSize(), is(5));
    }

    @Test
    public void anAbstractTypeTakesSymbolsAndClasses() {
        UninstantiatedDescribable cherry =
                new UninstantiatedDescribable("cherry", null, Map.of(UninstantiatedDescribable.ANONYMOUS_KEY, "red"));
        Map<String, ?> icing = Map.of("$class", "Icing", "kind", "royal", "grams", 20);
        List<Cake.Topping> toppings =
                cake(Map.of("name", "x", "toppings", List.of(cherry, icing))).getToppings();
        assertThat(((Cake.Cherry) toppings.get(0)).getColour(), is("red"));
        assertThat(((Cake.Icing) toppings.get(1)).getGrams(), is(20));
    }

    @Test
    public void anAbstractTypeRefusesAPlainMap() {
        assertThat(
                refusal(Map.of("name", "x", "toppings", List.of(Map.of("colour", "red")))),
                containsString("must specify $class with an implementation of class"
                        + " org.jenkinsci.plugins.structs.describable.Cake$Topping"));
    }

    @Test
    public void anUnknownSymbolAndClassAreRefused() {
        UninstantiatedDescribable plum = new UninstantiatedDescribable("plum", null, Map.of());
        assertThat(
                refusal(Map.of("name", "x", "toppings", List.of(plum))),
                containsString(
                        "no known implementation of class org.jenkinsci.plugins.structs.describable.Cake$Topping is"
                                + " using symbol ‘plum’"));
        assertThat(
                refusal(Map.of("name", "x", "toppings", List.of(Map.of("$class", "Plum")))),
                containsString(
                        "no known implementation of class org.jenkinsci.plugins.structs.describable.Cake$Topping is"
                                + " named Plum"));
    }

    @Test
    public void anUnknownArgumentIsRefusedWhileTestsRunAndWarnedOfElsewhere() {
        String words =
                "WARNING: Unknown parameter(s) found for class type 'org.jenkinsci.plugins.structs.describable.Cake':"
                        + " a,b";
        Map<String, ?> arguments = Map.of("name", "x", "b", 1, "a", 2);
        assertThat(refusal(arguments), is(words));
        DescribableModel.STRICT_PARAMETER_CHECKING = false;
        try {
            ByteArrayOutputStream log = new ByteArrayOutputStream();
            Cake cake = MODEL.instantiate(arguments, new StreamTaskListener(log, StandardCharsets.UTF_8));
            assertThat(cake.getName(), is("x"));
            assertThat(log.toString(StandardCharsets.UTF_8).trim(), is(words));
        } finally {
            DescribableModel.STRICT_PARAMETER_CHECKING = true;
        }
    }

    @Test
    public void aSingleValueIsNoList() {
        assertThat(
                refusal(Map.of("name", "x", "labels", "one")),
                containsString(
                        "setLabels expects java.util.List<java.lang.String> but received class java.lang.String"));
    }

    @Test
    public void aNumberIsNoText() {
        assertThat(
                refusal(Map.of("name", 5)),
                containsString("Cake.name expects class java.lang.String but received class java.lang.Integer"));
    }

    @Test
    public void textThatIsNoNumberIsRefused() {
        assertThat(
                refusal(Map.of("name", "x", "tiers", "many")),
                containsString(
                        "expects class java.lang.Integer but was unable to coerce the received value \"many\" to that"
                                + " type"));
    }

    @Test
    public void whatTheSetterRefusesIsTheCause() {
        IllegalArgumentException refused =
                assertThrows(IllegalArgumentException.class, () -> cake(Map.of("name", "x", "tiers", 0)));
        assertThat(refused.getMessage(), containsString("Could not instantiate {"));
        assertThat(refused.getCause().getCause().getMessage(), is("tiers: 0 is less than 1"));
    }

    @Test
    public void aMissingMandatoryObjectIsNullAndAPrimitiveIsZero() {
        assertThat(cake(Map.of()).getName(), is(nullValue()));
        assertThat(
                DescribableModel.of(Cake.Icing.class)
                        .instantiate(Map.of("kind", "royal"), null)
                        .getGrams(),
                is(0));
    }

    @Test
    public void anUnnamedArgumentNeedsASoleMandatoryOne() {
        Map<String, ?> unnamed = Map.of(UninstantiatedDescribable.ANONYMOUS_KEY, "royal");
        String refused = assertThrows(IllegalArgumentException.class, () -> DescribableModel.of(Cake.Icing.class)
                        .instantiate(unnamed, null))
                .getMessage();
        assertThat(
                refused,
                is("Arguments to class org.jenkinsci.plugins.structs.describable.Cake$Icing have to be explicitly"
                        + " named"));
        assertThat(cake(unnamed).getName(), is("royal"));
    }

    @Test
    public void writingBackLeavesDefaultsOut() {
        Cake cake = cake(Map.of("name", "x", "tiers", 2, "note", "", "box", Map.of("size", 5)));
        cake.setToppings(List.of(new Cake.Cherry("red")));
        UninstantiatedDescribable written = MODEL.uninstantiate2(cake);
        assertThat(written.getSymbol(), is("cake"));
        assertThat(written.toString(), is("@cake(box=(size=5),name=x,tiers=2,toppings=[@cherry(colour=red)])"));
        assertThat(cake(written.getArguments()).getToppings().get(0), instanceOf(Cake.Cherry.class));
    }
}
