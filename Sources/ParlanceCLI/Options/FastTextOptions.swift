import ParlanceClassification

private typealias Row = OptionRow<ClassifierSettings>

/// The options of a classifier of fastText's form, by the names of its program.
enum FastTextOptions: OptionSection {
  static let title = "fastText"
  static let rows: [OptionRow<ClassifierSettings>] = [
    Row(
      "dimensions", \.learnedSize, .whole(1...65536), "Numbers of a vector.",
      default: "\(ClassifierArchitecture().embeddingSize), or what --vectors have"
    ).excludes("vectors"),
    Row("loss", \.fastText.loss, .choice, "What it learns by.").often,
    Row("word-n-grams", \.architecture.order, .whole(1...16), "The longest n-grams of words.")
      .often,
    Row(
      "min-n", \.fastText.minimumN, .whole(0...1024), "The shortest n-grams of characters in words."
    ),
    Row(
      "max-n", \.fastText.maximumN, .whole(0...1024),
      "The longest n-grams of characters in words; 0 for none."),
    Row(
      "min-count", \.minimumCount, .whole(1...(1 << 40)),
      "How often a word must occur to have a vector."),
    Row(
      "negative", \.fastText.negatives, .whole(1...(1 << 20)),
      "Labels that are drawn for each right one, with --loss ns."),
    Row(
      "quantize", \.fastText.quantizes, .truth,
      "Write codes in place of vectors: a model.ftz, some twenty times as small."),
    Row(
      "cutoff", \.keptVectors, .whole(0...(1 << 30)),
      "Keep so many vectors, the longest; 0 for all."
    ).needs("quantize"),
    Row(
      "retrain", \.fastText.retrains, .truth, "Train what a cutoff leaves once more."
    ).needs("cutoff"),
    Row(
      "dsub", \.codeLength, .whole(1...65536), "Numbers of a vector that become one byte."
    ).needs("quantize"),
    Row("qnorm", \.fastText.quantizesNorms, .truth, "Code the lengths of vectors apart.")
      .needs("quantize"),
    Row(
      "qout", \.fastText.quantizesOutputs, .truth,
      "Write codes of the labels' vectors too; from 256 labels on."
    ).needs("quantize"),
  ].map { $0.only(for: [ClassifierArchitecture.ModelType.fasttext]) }
}
