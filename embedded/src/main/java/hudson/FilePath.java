package hudson;

import java.io.File;
import java.io.IOException;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;

/** A folder or file of a node; the embedded controller has one node, this machine. */
public final class FilePath implements Serializable {
    private static final long serialVersionUID = 1L;
    private final String remote;

    public FilePath(File localPath) {
        this.remote = localPath.getPath();
    }

    public FilePath(FilePath base, String rel) {
        this.remote = new File(base.remote, rel).getPath();
    }

    public String getRemote() {
        return remote;
    }

    public String getName() {
        return new File(remote).getName();
    }

    public FilePath child(String relOrAbsolute) {
        return new FilePath(this, relOrAbsolute);
    }

    public void mkdirs() throws IOException, InterruptedException {
        Files.createDirectories(new File(remote).toPath());
    }

    public boolean exists() throws IOException, InterruptedException {
        return new File(remote).exists();
    }

    public String readToString() throws IOException, InterruptedException {
        return Files.readString(new File(remote).toPath());
    }

    public void write(String content, String encoding) throws IOException, InterruptedException {
        File file = new File(remote);
        Files.createDirectories(file.getAbsoluteFile().getParentFile().toPath());
        Files.writeString(
                file.toPath(),
                content,
                encoding == null ? StandardCharsets.UTF_8 : java.nio.charset.Charset.forName(encoding));
    }

    @Override
    public String toString() {
        return remote;
    }
}
