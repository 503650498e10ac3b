package io.jenkins.plugins.rollout.web;

import java.util.List;
import org.openqa.selenium.chrome.ChromeDriver;

/** Measures how well text stands out from what is behind it, as WCAG 2.2 (1.4.3) does. */
final class Contrast {
    /** Paints each colour on a canvas, because computed colours come in many notations. */
    private static final String SCRIPT = """
            const canvas = document.createElement('canvas');
            canvas.width = canvas.height = 1;
            const context = canvas.getContext('2d', { willReadFrequently: true });
            function over(colours) {
              context.clearRect(0, 0, 1, 1);
              context.fillStyle = '#fff';
              context.fillRect(0, 0, 1, 1);
              for (const colour of colours) {
                context.fillStyle = colour;
                context.fillRect(0, 0, 1, 1);
              }
              return [...context.getImageData(0, 0, 1, 1).data].slice(0, 3);
            }
            function luminance(rgb) {
              const linear = (c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
              const [r, g, b] = rgb.map((c) => linear(c / 255));
              return 0.2126 * r + 0.7152 * g + 0.0722 * b;
            }
            function behind(element) {
              const colours = [];
              for (let e = element; e; e = e.parentElement) {
                colours.unshift(getComputedStyle(e).backgroundColor);
                if (e.tagName === 'DIALOG') { break; }
              }
              return colours;
            }
            const low = [];
            for (const element of document.querySelectorAll(arguments[0])) {
              const own = [...element.childNodes].some((n) => n.nodeType === 3 && n.nodeValue.trim());
              if (!own || !element.checkVisibility({ opacityProperty: true, visibilityProperty: true })) { continue; }
              if (element.closest('svg')) { continue; }
              const style = getComputedStyle(element);
              const back = behind(element);
              const [a, b] = [luminance(over(back)), luminance(over([...back, style.color]))].sort((x, y) => y - x);
              const ratio = (a + 0.05) / (b + 0.05);
              if (ratio < 4.5) {
                low.push(`${ratio.toFixed(2)} ${element.className}: ${element.textContent.trim().slice(0, 40)}`);
              }
            }
            return low;
            """;

    private Contrast() {}

    /** The elements whose text has a ratio under 4.5 to 1. */
    @SuppressWarnings("unchecked")
    static List<String> tooLow(ChromeDriver browser, String css) {
        return (List<String>) browser.executeScript(SCRIPT, css);
    }
}
