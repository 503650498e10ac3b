package io.jenkins.plugins.rollout.embedded.cps;

import groovy.lang.GroovyClassLoader;
import io.jenkins.plugins.rollout.embedded.home.AtomicFile;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.ObjectStreamClass;
import java.nio.file.Files;
import java.nio.file.Path;

/** The file of a waiting program, in Java serialisation: see docs/decisions/0010. */
final class ProgramStore {
    private static final ThreadLocal<Program> CURRENT = new ThreadLocal<>();

    private final Path file;

    ProgramStore(Path directory) {
        this.file = directory.resolve("program.dat");
    }

    boolean exists() {
        return Files.exists(file);
    }

    /** The program that this thread is writing or reading now, or null. */
    static Program current() {
        return CURRENT.get();
    }

    void write(Program program, ProgramState state) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(16 * 1024);
        CURRENT.set(program);
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(state);
        } finally {
            CURRENT.remove();
        }
        AtomicFile.write(file, bytes.toByteArray());
    }

    ProgramState read(Program program, ClassLoader scriptLoader) throws IOException {
        CURRENT.set(program);
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file));
                ObjectInputStream objects = new ProgramInput(in, scriptLoader)) {
            return (ProgramState) objects.readObject();
        } catch (ClassNotFoundException e) {
            throw new IOException("the saved program names a class that is gone: " + e.getMessage(), e);
        } finally {
            CURRENT.remove();
        }
    }

    void delete() throws IOException {
        Files.deleteIfExists(file);
    }

    private static final class ProgramInput extends ObjectInputStream {
        private final ClassLoader loader;

        ProgramInput(InputStream in, ClassLoader loader) throws IOException {
            super(in);
            this.loader = loader;
        }

        @Override
        protected Class<?> resolveClass(ObjectStreamClass descriptor) throws IOException, ClassNotFoundException {
            try {
                return Class.forName(descriptor.getName(), false, loader);
            } catch (ClassNotFoundException e) {
                return super.resolveClass(descriptor);
            }
        }

        /** The compiler numbers methods across a JVM's life, so a script compiled anew has another version id. */
        @Override
        protected ObjectStreamClass readClassDescriptor() throws IOException, ClassNotFoundException {
            ObjectStreamClass stored = super.readClassDescriptor();
            try {
                Class<?> local = Class.forName(stored.getName(), false, loader);
                if (local.getClassLoader() instanceof GroovyClassLoader) {
                    return ObjectStreamClass.lookup(local);
                }
            } catch (ClassNotFoundException e) {
                return stored;
            }
            return stored;
        }
    }
}
