package jenkins.security;

import io.jenkins.plugins.rollout.embedded.home.SecretKeys;

/** Signs with a key of the home directory, for one purpose: what was signed for another does not verify. */
public class HMACConfidentialKey extends ConfidentialKey {
    public HMACConfidentialKey(String id) {
        super(id);
    }

    public HMACConfidentialKey(Class<?> owner, String shortName) {
        this(owner.getName() + "." + shortName);
    }

    /** 32 bytes. */
    public synchronized byte[] mac(byte[] message) {
        return SecretKeys.sign(getId(), message);
    }

    /** In a time that says nothing about where they differ. */
    public boolean checkMac(byte[] message, byte[] mac) {
        return SecretKeys.verify(getId(), message, mac);
    }
}
