package io.jenkins.plugins.rollout.testkit;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.stream.Stream;
import org.junit.Assume;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/** A real browser with a profile of its own. */
public final class Chromium implements AutoCloseable {
    private static final List<String> BROWSERS = List.of("/usr/bin/chromium", "/usr/bin/google-chrome");
    private static final List<String> DRIVERS = List.of("/usr/bin/chromedriver", "/usr/local/bin/chromedriver");

    private final Path profile;
    private final ChromeDriver driver;

    private Chromium(String browser, String driverProgram) throws IOException {
        profile = Files.createTempDirectory("chromium-profile");
        var options = new ChromeOptions();
        options.setBinary(browser);
        options.addArguments(
                "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
                "--disable-background-networking", "--disable-component-update", "--disable-sync",
                "--disable-dev-shm-usage", "--hide-scrollbars", "--lang=en", "--user-data-dir=" + profile);
        var logs = new LoggingPreferences();
        logs.enable(LogType.BROWSER, Level.ALL);
        options.setCapability("goog:loggingPrefs", logs);
        driver = new ChromeDriver(
                new ChromeDriverService.Builder().usingDriverExecutable(new File(driverProgram)).usingAnyFreePort().build(),
                options);
    }

    /** Skips the test where there is no Chromium; fails it in CI. */
    public static Chromium start() throws IOException {
        String browser = first(BROWSERS);
        String driver = first(DRIVERS);
        if (browser == null || driver == null) {
            String missing = "Chromium and its driver are missing: apt-get install chromium chromium-driver";
            if ("true".equals(System.getenv("CI"))) {
                throw new AssertionError(missing);
            }
            System.out.println("skipped: " + missing);
            Assume.assumeTrue(missing, false);
        }
        return new Chromium(browser, driver);
    }

    private static String first(List<String> paths) {
        return paths.stream().filter(path -> new File(path).canExecute()).findFirst().orElse(null);
    }

    public ChromeDriver driver() {
        return driver;
    }

    /** A phone in the hand. */
    public Chromium phone() {
        return screen(390, 844, true);
    }

    public Chromium desktop() {
        return screen(1280, 900, false);
    }

    private Chromium screen(int width, int height, boolean phone) {
        cdp("Emulation.setDeviceMetricsOverride", Map.of(
                "width", width, "height", height, "deviceScaleFactor", phone ? 2 : 1, "mobile", phone));
        cdp("Emulation.setTouchEmulationEnabled", Map.of("enabled", phone));
        return this;
    }

    /** @param values {@code prefers-color-scheme} and the like, each with its value behind it */
    public Chromium preferring(String... values) {
        var features = new ArrayList<Map<String, String>>();
        for (int i = 0; i < values.length; i += 2) {
            features.add(Map.of("name", values[i], "value", values[i + 1]));
        }
        cdp("Emulation.setEmulatedMedia", Map.of("features", features));
        return this;
    }

    private Map<String, Object> cdp(String command, Map<String, Object> parameters) {
        return driver.executeCdpCommand(command, parameters);
    }

    /** What the page complained about since the last call: refused by its policy, errors of its script. */
    public List<String> complaints() {
        return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
                .filter(entry -> entry.getLevel().intValue() >= Level.WARNING.intValue())
                .map(LogEntry::getMessage)
                .filter(message -> !message.contains("favicon.ico"))
                .toList();
    }

    /** Keeps a picture of what is seen, for those who look. @param whole the whole page instead of the screen */
    public void picture(Path file, boolean whole) throws IOException {
        Map<String, Object> answer = cdp("Page.captureScreenshot", Map.of("format", "png", "captureBeyondViewport", whole));
        Files.createDirectories(file.getParent());
        Files.write(file, Base64.getDecoder().decode((String) answer.get("data")));
    }

    @Override
    public void close() throws IOException {
        driver.quit();
        try (Stream<Path> files = Files.walk(profile)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
