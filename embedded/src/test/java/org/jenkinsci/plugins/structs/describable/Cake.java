package org.jenkinsci.plugins.structs.describable;

import hudson.Extension;
import hudson.Util;
import hudson.model.AbstractDescribableImpl;
import hudson.model.Descriptor;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;

/** Something to bind arguments to. */
public class Cake extends AbstractDescribableImpl<Cake> {
    private final String name;
    private int tiers = 1;
    private boolean glutenFree;
    private Double price;
    private TimeUnit unit = TimeUnit.MINUTES;
    private Box box;
    private List<Topping> toppings = new ArrayList<>();
    private List<String> labels = new ArrayList<>();
    private String note;

    @DataBoundConstructor
    public Cake(String name) {
        this.name = name;
    }

    public String getName() {
        return name;
    }

    public int getTiers() {
        return tiers;
    }

    @DataBoundSetter
    public void setTiers(int tiers) {
        if (tiers < 1) {
            throw new IllegalArgumentException("tiers: " + tiers + " is less than 1");
        }
        this.tiers = tiers;
    }

    public boolean isGlutenFree() {
        return glutenFree;
    }

    @DataBoundSetter
    public void setGlutenFree(boolean glutenFree) {
        this.glutenFree = glutenFree;
    }

    public Double getPrice() {
        return price;
    }

    @DataBoundSetter
    public void setPrice(Double price) {
        this.price = price;
    }

    public TimeUnit getUnit() {
        return unit;
    }

    @DataBoundSetter
    public void setUnit(TimeUnit unit) {
        this.unit = unit;
    }

    public Box getBox() {
        return box;
    }

    @DataBoundSetter
    public void setBox(Box box) {
        this.box = box;
    }

    public List<Topping> getToppings() {
        return toppings;
    }

    @DataBoundSetter
    public void setToppings(List<Topping> toppings) {
        this.toppings = toppings;
    }

    public List<String> getLabels() {
        return labels;
    }

    @DataBoundSetter
    public void setLabels(List<String> labels) {
        this.labels = labels;
    }

    public String getNote() {
        return note;
    }

    @DataBoundSetter
    public void setNote(String note) {
        this.note = Util.fixEmpty(note);
    }

    /** Names it. */
    @Extension
    @Symbol("cake")
    public static final class DescriptorImpl extends Descriptor<Cake> {}

    /** Concrete, so that a plain map is enough. */
    public static final class Box extends AbstractDescribableImpl<Box> {
        private final int size;

        @DataBoundConstructor
        public Box(int size) {
            this.size = size;
        }

        public int getSize() {
            return size;
        }

        /** Names it. */
        @Extension
        public static final class DescriptorImpl extends Descriptor<Box> {}
    }

    /** Abstract, so that a symbol or a class has to say which. */
    public abstract static class Topping extends AbstractDescribableImpl<Topping> {}

    /** One. */
    public static final class Cherry extends Topping {
        private final String colour;

        @DataBoundConstructor
        public Cherry(String colour) {
            this.colour = colour;
        }

        public String getColour() {
            return colour;
        }

        /** Names it. */
        @Extension
        @Symbol("cherry")
        public static final class DescriptorImpl extends Descriptor<Topping> {}
    }

    /** Another. */
    public static final class Icing extends Topping {
        private final String kind;
        private final int grams;

        @DataBoundConstructor
        public Icing(String kind, int grams) {
            this.kind = kind;
            this.grams = grams;
        }

        public String getKind() {
            return kind;
        }

        public int getGrams() {
            return grams;
        }

        /** Names it. */
        @Extension
        @Symbol("icing")
        public static final class DescriptorImpl extends Descriptor<Topping> {}
    }
}
