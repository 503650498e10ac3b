package hudson.model;

import hudson.Util;
import java.io.File;

/** An item with a name, a parent and a folder. */
public abstract class AbstractItem extends Actionable implements Item {
    protected transient String name;
    private final transient ItemGroup<? extends Item> parent;

    protected AbstractItem(ItemGroup<? extends Item> parent, String name) {
        this.parent = parent;
        this.name = name;
    }

    @Override
    public String getName() {
        return name;
    }

    @Override
    public String getDisplayName() {
        return name;
    }

    @Override
    public ItemGroup<? extends Item> getParent() {
        return parent;
    }

    @Override
    public final String getFullName() {
        String group = parent.getFullName();
        return group.isEmpty() ? name : group + "/" + name;
    }

    @Override
    public final String getFullDisplayName() {
        return getFullName().replace("/", " » ");
    }

    @Override
    public final String getUrl() {
        return parent.getUrl() + getShortUrl();
    }

    @Override
    public String getShortUrl() {
        return "job/" + Util.rawEncode(name) + "/";
    }

    @Override
    @SuppressWarnings({"unchecked", "rawtypes"})
    public File getRootDir() {
        return ((ItemGroup) parent).getRootDirFor(this);
    }

    @Override
    public String toString() {
        return getClass().getName() + "[" + getFullName() + "]";
    }
}
