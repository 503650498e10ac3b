package hudson;

import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;

/** Small things for pages and logs. */
public class Functions {
    public Functions() {}

    public static String printThrowable(Throwable t) {
        if (t == null) {
            return "No exception details";
        }
        StringWriter text = new StringWriter();
        t.printStackTrace(new PrintWriter(text));
        return text.toString();
    }

    public static void printStackTrace(Throwable t, PrintStream out) {
        out.println(printThrowable(t).stripTrailing());
    }

    public static void printStackTrace(Throwable t, PrintWriter out) {
        out.println(printThrowable(t).stripTrailing());
    }

    public static boolean isWindows() {
        return java.io.File.pathSeparatorChar == ';';
    }
}
