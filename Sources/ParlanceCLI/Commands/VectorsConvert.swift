import ArgumentParser
import Foundation
import ParlanceSystem
import ParlanceText

extension WordVectors.Form: ExpressibleByArgument {
  /// Throws where a file's name says that it is gzipped, which a mapped form cannot be.
  func checkName(_ output: String) throws {
    if isMapped && output.hasSuffix(".gz") {
      throw ValidationError("--output: \(rawValue) cannot be gzipped: it is read where it lies")
    }
  }
}

/// `parlance vectors convert`.
struct VectorsConvert: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "convert",
    abstract: "Write word vectors in another form.",
    discussion: """
      Vectors are read in any of these forms, which their content tells, plain or gzipped: text as GloVe, \
      word2vec and fastText (.vec) write it, word2vec's binary form, models of fastText (.bin and .ftz), \
      the mapped forms, and folders that vectors train wrote.

      They are written as one of:
        glove            a word and its numbers a line
        word2vec         the same after a line of their counts; fastText's .vec
        word2vec-binary  the same with numbers of float32
        fasttext-bin     a model that fastText's program can ask
        mapped           mapped into memory: opened at once, asked where it lies
        mapped-int8      the same with a byte a number: a quarter of the bytes
        mapped-pq        the same with a byte for --sub-vector numbers

      Of GloVe's first 100,000 vectors of 50 numbers mapped-int8 takes 35 % of the bytes of mapped and loses \
      0.0002 of Spearman's correlation on MEN's 3,000 pairs; mapped-pq takes 24 % and loses 0.002.

      Vectors of character n-grams, from which unknown words get theirs, are kept by the mapped forms and \
      fasttext-bin. Others are gzipped where the name of the output ends in .gz. Words with blanks are left \
      out of word2vec's and fastText's forms, which have no way to write them.

      Examples:
        parlance vectors convert -v glove.txt -o glove.bin --to mapped
        parlance vectors convert -v cc.en.300.bin -o small.bin --to mapped-pq

      With --format json the answer is an object with words, dimensions, buckets (of n-grams that have \
      vectors), leftOut, bytesBefore, bytesAfter, and meanCosine (between the vectors as they were and as \
      they are written; of mapped-int8 and mapped-pq).
      """)

  @OptionGroup var vectors: VectorsOption

  @OptionGroup var output: OutputFileOption

  @Option(
    name: .customLong("to"),
    help: ArgumentHelp("The form; one of those above.", valueName: "form"))
  var form: WordVectors.Form

  @Option(
    name: .customLong("sub-vector"),
    help: ArgumentHelp(
      "Numbers that one byte stands for in mapped-pq: more are smaller and coarser. (default: 2)",
      valueName: "count"))
  var subvectorSize: Int?

  @Option(
    help: ArgumentHelp(
      "The random seed of mapped-pq. (default: 1)", valueName: "number"))
  var seed: UInt64?

  @OptionGroup(title: "Common options")
  var common: CommonOptions

  func validate() throws {
    if form != .mappedProduct && (subvectorSize != nil || seed != nil) {
      throw ValidationError(
        "\(subvectorSize != nil ? "--sub-vector" : "--seed"): only --to mapped-pq has it")
    }
    if let subvectorSize, subvectorSize < 1 {
      throw ValidationError("--sub-vector: expected at least 1, found \(subvectorSize)")
    }
    try form.checkName(output.path)
  }

  func run() throws {
    common.apply()
    try output.check()
    try WordVectors.check(path: vectors.vectors)
    let before = try vectors.load()
    for note in before.notes { common.note(note) }
    let bytesBefore = try? WordVectors.fileSize(path: vectors.vectors)
    let size = subvectorSize ?? min(2, before.dimension)
    guard size <= before.dimension else {
      throw InputError(
        .usage,
        "--sub-vector: expected at most the \(before.dimension) numbers of a vector, found \(size)")
    }
    let after =
      form.isMapped
      ? try before.encoded(as: form, subvectorSize: size, seed: seed ?? 1) : before
    let leftOut = try after.write(to: output.path, as: form, subvectorSize: size)
    let report = Report(
      words: before.count - leftOut, dimensions: before.dimension,
      buckets: form.hasParts ? after.bucketCount : 0, leftOut: leftOut,
      bytesBefore: bytesBefore,
      bytesAfter: try WordVectors.fileSize(path: output.path),
      meanCosine: form == .mappedInt8 || form == .mappedProduct ? before.meanCosine(to: after) : nil
    )
    switch common.format {
    case .json: try Output.json(report)
    case .text: if !common.quiet { try Output.line(report.text(output.path, form)) }
    }
  }

  private struct Report: Encodable {
    let words: Int
    let dimensions: Int
    let buckets: Int
    let leftOut: Int
    let bytesBefore: Int?
    let bytesAfter: Int
    let meanCosine: Double?

    func text(_ output: String, _ form: WordVectors.Form) -> String {
      var lines = [
        "\(output): \(words.counted("word")), \(dimensions.counted("dimension")), \(form.rawValue)"
      ]
      if buckets > 0 { lines.append("\(buckets.counted("vector")) of character n-grams") }
      if leftOut > 0 {
        lines.append(
          "\(leftOut.counted("word")) left out: the form has no way to write blanks in words")
      }
      lines.append(
        (bytesBefore.map { $0.byteSize + " before, " } ?? "") + bytesAfter.byteSize + " now")
      if let meanCosine {
        lines.append("mean cosine to the vectors before: \(meanCosine.fixed(5))")
      }
      return lines.joined(separator: "\n")
    }
  }
}
