package dev.pgtier.audit.review;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** One page in the browser: what a person does there, and what a person sees. */
final class BrowserPage implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 40;
  private final List<String> complaints = new CopyOnWriteArrayList<>();
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private final DevTools tools;
  private String context;
  private String session;

  private BrowserPage(URI devTools) {
    tools = new DevTools(devTools, this::event);
  }

  static BrowserPage open(URI devTools, int width, int height) {
    BrowserPage page = new BrowserPage(devTools);
    page.context =
        page.tools
            .send(null, "Target.createBrowserContext", DevTools.node())
            .path("browserContextId")
            .asText();
    String target =
        page.tools
            .send(
                null,
                "Target.createTarget",
                DevTools.node()
                    .put("url", "about:blank")
                    .put("browserContextId", page.context)
                    .put("width", width)
                    .put("height", height))
            .path("targetId")
            .asText();
    page.session =
        page.tools
            .send(
                null,
                "Target.attachToTarget",
                DevTools.node().put("targetId", target).put("flatten", true))
            .path("sessionId")
            .asText();
    for (String domain : List.of("Page", "Runtime", "Log", "Network")) {
      page.send(domain + ".enable", DevTools.node());
    }
    page.send(
        "Emulation.setDeviceMetricsOverride",
        DevTools.node()
            .put("width", width)
            .put("height", height)
            .put("deviceScaleFactor", 1)
            .put("mobile", false));
    return page;
  }

  private void event(JsonNode event) {
    JsonNode parameters = event.path("params");
    switch (event.path("method").asText()) {
      case "Runtime.exceptionThrown" ->
          complaints.add(parameters.path("exceptionDetails").toString());
      case "Log.entryAdded" -> {
        JsonNode entry = parameters.path("entry");
        if (entry.path("level").asText().matches("error|warning")) {
          complaints.add(entry.path("text").asText() + " " + entry.path("url").asText());
        }
      }
      case "Runtime.consoleAPICalled" -> complaints.add(parameters.path("args").toString());
      case "Network.requestWillBeSent" ->
          requests.add(parameters.path("request").path("url").asText());
      default -> {
        // Of no concern.
      }
    }
  }

  private JsonNode send(String method, JsonNode parameters) {
    return tools.send(session, method, parameters);
  }

  /** Errors and warnings in the console, exceptions, and whatever was logged. */
  List<String> complaints() {
    return complaints;
  }

  /** The addresses of all that was asked for. */
  List<String> requests() {
    return requests;
  }

  BrowserPage go(String url) {
    send("Page.navigate", DevTools.node().put("url", url));
    return await("document.readyState === 'complete'");
  }

  /** Light or dark. */
  BrowserPage prefers(String scheme) {
    ObjectNode media = DevTools.node();
    media.putArray("features").addObject().put("name", "prefers-color-scheme").put("value", scheme);
    send("Emulation.setEmulatedMedia", media);
    return this;
  }

  JsonNode eval(String script) {
    JsonNode result =
        send(
            "Runtime.evaluate",
            DevTools.node()
                .put("expression", script)
                .put("returnByValue", true)
                .put("awaitPromise", true)
                .put("userGesture", true));
    if (result.has("exceptionDetails")) {
      throw new AssertionError(script + ": " + result.get("exceptionDetails"));
    }
    return result.path("result").path("value");
  }

  String text(String selector) {
    return eval("document.querySelector(%s)?.innerText ?? ''".formatted(quoted(selector))).asText();
  }

  List<String> texts(String selector) {
    JsonNode found =
        eval(
            "[...document.querySelectorAll(%s)].map((one) => one.innerText)"
                .formatted(quoted(selector)));
    List<String> texts = new ArrayList<>();
    found.forEach(one -> texts.add(one.asText()));
    return texts;
  }

  int count(String selector) {
    return eval("document.querySelectorAll(%s).length".formatted(quoted(selector))).asInt();
  }

  /** The query of the address. */
  String query() {
    return eval("location.search").asText();
  }

  /** Waits until a script is true, as long as it may take on a slow machine. */
  BrowserPage await(String condition) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (!eval("Boolean(" + condition + ")").asBoolean()) {
      assertThat(System.nanoTime())
          .as("waiting for %s; complaints: %s; page: %s", condition, complaints, text("body"))
          .isLessThan(end);
      pause();
    }
    return this;
  }

  BrowserPage awaitText(String selector, String text) {
    return await(
        "document.querySelector(%s)?.innerText.includes(%s)"
            .formatted(quoted(selector), quoted(text)));
  }

  BrowserPage awaitCount(String selector, int count) {
    return await("document.querySelectorAll(%s).length === %d".formatted(quoted(selector), count));
  }

  private static void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(30);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /** Clicks in the middle of an element, as a mouse does, once it is there. */
  BrowserPage click(String selector) {
    await("document.querySelector(%s)".formatted(quoted(selector)));
    JsonNode at =
        eval(
            "(() => { const e = document.querySelector(%s); e.scrollIntoView({block: 'nearest'}); const b = e.getBoundingClientRect(); return [b.x + b.width / 2, b.y + b.height / 2]; })()"
                .formatted(quoted(selector)));
    mouse("mousePressed", at.get(0).asDouble(), at.get(1).asDouble());
    mouse("mouseReleased", at.get(0).asDouble(), at.get(1).asDouble());
    return this;
  }

  /** Drags from one share of an element's width to another. */
  BrowserPage drag(String selector, double from, double to) {
    JsonNode box =
        eval(
            "(() => { const b = document.querySelector(%s).getBoundingClientRect(); return [b.x, b.y + b.height / 2, b.width]; })()"
                .formatted(quoted(selector)));
    double y = box.get(1).asDouble();
    double start = box.get(0).asDouble() + from * box.get(2).asDouble();
    double end = box.get(0).asDouble() + to * box.get(2).asDouble();
    mouse("mousePressed", start, y);
    mouse("mouseMoved", end, y);
    mouse("mouseReleased", end, y);
    return this;
  }

  private void mouse(String type, double x, double y) {
    send(
        "Input.dispatchMouseEvent",
        DevTools.node()
            .put("type", type)
            .put("x", x)
            .put("y", y)
            .put("button", "left")
            .put("buttons", type.equals("mouseReleased") ? 0 : 1)
            .put("clickCount", 1));
  }

  /** Presses keys one after the other, by their names or characters. */
  BrowserPage press(String... keys) {
    for (String key : keys) {
      String text = key.equals("Enter") ? "\r" : key.length() == 1 ? key : "";
      ObjectNode down = DevTools.node().put("type", "keyDown").put("key", key);
      if (!text.isEmpty()) {
        down.put("text", text);
      }
      if (key.equals("Enter")) {
        down.put("windowsVirtualKeyCode", 13);
      }
      send("Input.dispatchKeyEvent", down);
      send("Input.dispatchKeyEvent", DevTools.node().put("type", "keyUp").put("key", key));
    }
    return this;
  }

  BrowserPage type(String text) {
    send("Input.insertText", DevTools.node().put("text", text));
    return this;
  }

  BrowserPage back() {
    eval("history.back()");
    return this;
  }

  void screenshot(Path file) throws IOException {
    String data =
        send("Page.captureScreenshot", DevTools.node().put("format", "png")).path("data").asText();
    Files.write(file, Base64.getDecoder().decode(data));
  }

  private static String quoted(String text) {
    return TextNode.valueOf(text).toString();
  }

  @Override
  public void close() {
    tools.send(
        null, "Target.disposeBrowserContext", DevTools.node().put("browserContextId", context));
    tools.close();
  }
}
