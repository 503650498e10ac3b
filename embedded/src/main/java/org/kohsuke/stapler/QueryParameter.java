package org.kohsuke.stapler;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Binds a web method's parameter to a field of the query or form. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.PARAMETER)
@Documented
public @interface QueryParameter {
    /** The field's name; empty takes the parameter's own. */
    String value() default "";

    /** Whether an absent field is answered with 400 instead of null. */
    boolean required() default false;

    /** Whether an empty value arrives as null. */
    boolean fixEmpty() default false;
}
