package io.jenkins.plugins.rollout.embedded.home;

import com.thoughtworks.xstream.XStream;
import com.thoughtworks.xstream.converters.SingleValueConverter;
import hudson.model.Result;
import hudson.util.Secret;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Objects as XML files, with the library and the shape that Jenkins uses, so that the same classes fit both. */
public final class Xml {
    private static final XStream XSTREAM = xstream();

    private Xml() {}

    private static XStream xstream() {
        XStream xstream = new XStream();
        xstream.setClassLoader(Xml.class.getClassLoader());
        xstream.allowTypesByWildcard(
                new String[] {"io.jenkins.plugins.rollout.**", "hudson.**", "jenkins.**", "org.jenkinsci.**"});
        xstream.registerConverter(new AsText(Result.class) {
            @Override
            public Object fromString(String text) {
                return Result.fromString(text);
            }

            @Override
            public String toString(Object o) {
                return o.toString();
            }
        });
        xstream.registerConverter(new AsText(Secret.class) {
            @Override
            public Object fromString(String text) {
                return Secret.fromString(text);
            }

            @Override
            public String toString(Object o) {
                return ((Secret) o).getEncryptedValue();
            }
        });
        return xstream;
    }

    public static void write(Path file, Object object) throws IOException {
        String xml = "<?xml version=\"1.1\" encoding=\"UTF-8\"?>\n" + XSTREAM.toXML(object) + "\n";
        AtomicFile.write(file, xml.getBytes(StandardCharsets.UTF_8));
    }

    public static Object read(Path file) throws IOException {
        return readInto(file, null);
    }

    /** Fills an object that is there already, whose transient fields the file does not have. */
    public static <T> T readInto(Path file, T root) throws IOException {
        String xml = Files.readString(file);
        int body = xml.startsWith("<?xml") ? xml.indexOf("?>") + 2 : 0;
        try {
            @SuppressWarnings("unchecked")
            T read = (T) XSTREAM.fromXML(xml.substring(body).strip(), root);
            return read;
        } catch (RuntimeException e) {
            throw new IOException(file + " cannot be read: " + e.getMessage(), e);
        }
    }

    private abstract static class AsText implements SingleValueConverter {
        private final Class<?> type;

        AsText(Class<?> type) {
            this.type = type;
        }

        @Override
        @SuppressWarnings("rawtypes")
        public boolean canConvert(Class c) {
            return c == type;
        }
    }
}
