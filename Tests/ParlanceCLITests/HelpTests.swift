import Testing

/// Help, version and completion.
@Suite struct HelpTests {
  @Test func rootHelpListsTheCommands() throws {
    let help = try parlance("--help", environment: ["COLUMNS": "80"])
    #expect(help.status == 0)
    #expect(help.errors.isEmpty)
    #expect(
      help.output.hasSuffix(
        """
        USAGE: parlance <subcommand>

        OPTIONS:
          --version               Show the version.
          -h, --help              Show help information.

        SUBCOMMANDS:
          lm                      Train language models, evaluate them, and write and
                                  score text with them.
          classify                Train classifiers of texts, evaluate them, and label
                                  texts with them.
          tag                     Train taggers of words, evaluate them, and tag
                                  sentences with them.
          translate               Train translators of sentences, evaluate them, and
                                  translate with them.
          vectors                 Learn word vectors, ask them for neighbours and
                                  analogies, and measure them.
          subwords                Learn to cut words into pieces, and cut and join
                                  texts.
          recipes                 Print the built-in recipes in every form that the
                                  tasks read.
          serve                   Answer over HTTP with models of any kind, and show a
                                  page to play with them.
          devices                 List what models can be trained on, and what is
                                  missing for what is not there.
          inspect                 Show what a model is made of and how its training
                                  went.
          show                    Look into a model: gates, gradients, attention,
                                  errors and more.
          report                  Write pages on models and their training, one or
                                  several side by side.
          export                  Write models and runs in the forms of other programs.
          lessons                 Work out what networks do, number by number: lessons
                                  with pictures and exercises.
          quantize                Make a network small and fast to ask: its weights in
                                  one or two bytes a number.
          bench                   Measure the speed of training, generating, scoring
                                  and matrix products on this machine.

          See 'parlance help <subcommand>' for detailed help.

        """), "\(help.output)")
  }

  @Test(arguments: [
    (
      ["lm"],
      [
        "train", "evaluate", "generate", "score", "suggest", "choose", "surprise", "mix",
        "compare", "count", "convert",
      ]
    ),
    (
      ["lm", "train"],
      [
        "--model-type", "--skip", "--skip-order", "--reach", "--blocks", "--order", "--smoothing",
        "--add-k", "--prune", "--memory", "--counts", "--train",
        "--validation", "--test", "--output", "--level", "--cell", "--embedding-size",
        "--hidden-size", "--layers", "--dropout", "--batch-size", "--sequence-length",
        "--learning-rate", "--optimizer", "nt-asgd", "--schedule", "one-cycle", "--warm-up",
        "--epochs", "--clip-norm", "--weight-decay", "--precision", "--config",
        "--resume", "--overwrite", "--seed", "--device", "--threads", "--format", "--quiet",
      ]
    ),
    (
      ["lm", "count"],
      ["--train", "--output", "--order", "--level", "--blank-lines", "--memory", "--overwrite"]
    ),
    (["tag"], ["train", "evaluate", "predict", "compare", "check"]),
    (
      ["vectors"], ["nearest", "analogy", "odd", "similarity", "evaluate", "sentence", "map"]
    ),
    (
      ["tag", "train"],
      [
        "--model-type", "--train", "--validation", "--test", "--tag-column", "--scheme", "--repair",
        "--only", "--vectors", "--thaw-after", "--characters", "--shape-size", "--affix-size",
        "--window", "--bidirectional", "--output-layer", "--dropout", "--unknown-rate",
        "--least-steps", "--refit-tokens", "--learning-rate", "--optimizer", "--epochs",
        "--config", "--resume", "--seed",
      ]
    ),
    (["tag", "evaluate"], ["--model", "--data", "--tag-column", "--repair", "--format"]),
    (["tag", "predict"], ["--model", "<file>", "--data-format", "--append", "--confidence"]),
    (["tag", "check"], ["<data>", "--train", "--test", "--all", "--tag-column", "--format"]),
    (
      ["classify", "check"], ["<data>", "--train", "--test", "--all", "--text-column", "--format"]
    ),
    (["classify", "compare"], ["<path>", "--data", "--samples", "--seed", "McNemar"]),
    (["tag", "compare"], ["<folder>", "--data", "--samples", "--tag-column", "McNemar"]),
    (["classify", "train"], ["--autotune", "--runs", "--report", "--augment"]),
    (["tag", "train"], ["--autotune", "--runs", "--report"]),
    (["lm", "train"], ["--autotune", "--runs", "--model-type"]),
    (["bench", "tag"], ["--vocabulary", "--longest", "--optimizer", "--steps"]),
    (["bench", "translate"], ["--vocabulary", "--attention", "--feeding", "--steps"]),
    (
      ["bench", "static"],
      [
        "--network", "--graph", "--batch", "--length", "--vocabulary", "--hidden", "--layers",
        "--steps",
      ]
    ),
    (["lm", "evaluate"], ["--model", "--data", "--format"]),
    (
      ["lm", "generate"],
      [
        "--prompt", "--temperature", "--top-k", "--top-p", "--most-likely", "--beam",
        "--length-penalty", "--no-repeat-ngram", "--lines", "--count",
      ]
    ),
    (["lm", "score"], ["--model", "<file>"]),
    (["lm", "suggest"], ["--model", "<prefix>", "--count", "--allow-end", "--allow-unknown"]),
    (
      ["lm", "choose"],
      ["--model", "--data", "--whole", "--per-token", "--prior", "<line>", "I has two dogs"]
    ),
    (["lm", "surprise"], ["--model", "--data", "--svg", "--tsv", "--top", "--overwrite"]),
    (["bench", "score"], ["--model", "--data"]),
    (
      ["lm", "mix"], ["--model", "--data", "--weight", "--output", "--overwrite", "--blank-lines"]
    ),
    (
      ["lm", "compare"],
      ["<model>", "--data", "--samples", "--seed", "--reference", "Intervals"]
    ),
    (["lm", "convert"], ["--model", "--output", "--overwrite"]),
    (["inspect"], ["<model>"]),
    (
      ["show"],
      [
        "gates", "gradients", "attention", "activations", "graph", "unrolled", "cliff",
        "embeddings", "confusions", "errors",
      ]
    ),
    (["show", "gates"], ["--text", "--answer", "--layer", "--units", "--by", "--data", "--svg"]),
    (["show", "graph"], ["<formula>", "--values", "--model", "--dot", "--svg"]),
    (["show", "cliff"], ["--directions", "--path", "--resolution", "--radius", "--data"]),
    (["lessons"], ["run", "--html", "--overwrite", "--format"]),
    (["lessons", "run"], ["<name>", "--check", "--html", "--format"]),
    (["recipes"], ["--count", "--task", "--form", "--seed", "--split"]),
    (
      ["serve"],
      ["<[name=]model>", "--host", "--port", "--api-key", "--max-body", "--max-queue", "--drain"]
    ),
    (["bench"], ["recurrent", "generate", "score", "matmul"]),
    (
      ["bench", "recurrent"],
      ["--cell", "--vocabulary", "--hidden", "--batch", "--length", "--precision"]
    ),
    (["bench", "generate"], ["--tokens", "--beam", "--texts", "--precision"]),
    (["quantize"], ["<model>", "--to", "int8", "bfloat16", "--output", "--overwrite", "--test"]),
    (["bench", "matmul"], ["<m>", "<n>", "<k>", "--transposed-b"]),
  ])
  func helpNamesTheOptions(command: [String], words: [String]) throws {
    let help = try Command(command + ["--help"]).finish()
    #expect(help.status == 0)
    for word in words { #expect(help.output.contains(word), "\(word)") }
  }

  @Test func versionIsShown() throws {
    let version = try parlance("--version")
    #expect(version.status == 0)
    #expect(version.output.split(separator: ".").count == 3)
  }

  @Test(arguments: ["bash", "zsh", "fish"])
  func completionScriptIsWritten(shell: String) throws {
    let script = try parlance("--generate-completion-script", shell)
    #expect(script.status == 0)
    #expect(script.output.contains("gru-reset-before"))
  }
}
