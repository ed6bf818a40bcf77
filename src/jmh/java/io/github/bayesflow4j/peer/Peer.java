package io.github.bayesflow4j.peer;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A process that runs {@code benchmarks/peer.py}, and is at rest unless it is asked. */
final class Peer implements AutoCloseable {
  private static final Pattern ANSWER =
      Pattern.compile("\\{\"count\": ([0-9]+), \"seconds\": ([0-9.e-]+)}");

  private final Process process;
  private final BufferedReader answers;
  private final BufferedWriter questions;

  Peer(String python, String script) {
    try {
      this.process =
          new ProcessBuilder(python, script).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    } catch (IOException e) {
      throw new UncheckedIOException("the peer could not be started with " + python, e);
    }
    this.answers = process.inputReader();
    this.questions = process.outputWriter();
  }

  /** The answer to a question in JSON. */
  String ask(String json) {
    try {
      questions.write(json);
      questions.newLine();
      questions.flush();
      String answer = answers.readLine();
      if (answer == null) {
        throw new IllegalStateException("the peer ended at " + json);
      }
      return answer;
    } catch (IOException e) {
      throw new UncheckedIOException("the peer does not answer", e);
    }
  }

  /** How often a second it does what the case says. */
  double rate(String json) {
    String answer = ask(json);
    Matcher matcher = ANSWER.matcher(answer);
    if (!matcher.matches()) {
      throw new IllegalStateException("expected a count and seconds, found " + answer);
    }
    return Integer.parseInt(matcher.group(1)) / Double.parseDouble(matcher.group(2));
  }

  @Override
  public void close() {
    process.destroy();
  }
}
