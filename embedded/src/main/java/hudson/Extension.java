package hudson;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Registers one instance of the class, or what the static method or field gives, as an extension. */
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.FIELD, ElementType.METHOD})
@Documented
public @interface Extension {
    /** Higher ones come first. */
    double ordinal() default 0;

    /** Whether the extension may be missing without a word when it cannot be loaded. */
    boolean optional() default false;
}
