package hudson;

/** What kind of run this is. */
public class Main {
    /** Whether tests run: some warnings are errors then, as under the Jenkins Test Harness. */
    public static boolean isUnitTest = Boolean.getBoolean(Main.class.getName() + ".isUnitTest");

    public static boolean isDevelopmentMode = false;

    private Main() {}
}
