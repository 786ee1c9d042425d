import ArgumentParser
import Foundation
import Parlance
import ParlanceReports
import ParlanceSystem
import ParlanceText
import ParlanceVectors

/// `parlance vectors evaluate`.
struct VectorsEvaluate: DeviceCommand {
  static let configuration = CommandConfiguration(
    commandName: "evaluate",
    abstract: "Measure word vectors by similarities, analogies and groups of words.",
    discussion: """
      --similarity takes files of word pairs with scores (WordSim-353, SimLex-999, MEN, RW, MTurk, \
      RG-65, MC-30 and others of two words and a number a line), and gives Spearman's correlation of the \
      scores with the cosines. --analogies takes files of four words a line, with lines ": name" for \
      sections. Both take folders, too. --groups takes lines of a name and words that belong together, \
      and says how often a word's nearest neighbour among them all is of its own group, and what that is \
      by chance. With none of these, vectors of the built-in recipes are measured by their ingredients, \
      dishes and tools (--groups recipes).

      Words are looked up without regard to case. What has no vector is left out; the last column counts \
      it as similarity 0 or as wrong.

      Examples:
        parlance vectors evaluate --vectors glove.txt --similarity word-similarity
        parlance vectors evaluate --vectors glove.txt --analogies questions-words.txt --method mul

      With --format json one object with similarity (a list of file, pairs, covered, spearman, interval, \
      pearson, spearmanOfAll, pearsonOfAll), analogies (accuracy, accuracyOfAll, covered, questions, \
      correct, method, sections) and groups (a list of file, words, covered, neighbours, chance, silhouette, \
      groups).
      """)

  @OptionGroup var vectors: VectorsOption

  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp("Files or folders of word pairs with scores.", valueName: "file"),
    completion: .file())
  var similarity: [String] = []

  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp("Files or folders of analogies.", valueName: "file"), completion: .file())
  var analogies: [String] = []

  @Option(help: "How an analogy's answer is chosen: add or mul.")
  var method = AnalogyMethod.add

  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp(
      "Files of groups of words, or recipes for those built in.", valueName: "file"),
    completion: .file())
  var groups: [String] = []

  @OptionGroup var lookup: LookupOptions

  @OptionGroup(title: "The report")
  var report: ReportOption

  @OptionGroup(title: "Common options")
  var computing: DeviceOption

  @OptionGroup(title: "Common options")
  var common: CommonOptions

  private struct Answer: Encodable {
    let similarity: [SimilarityScore]
    let analogies: AnalogyScore?
    let groups: [GroupScore]?

    /// A table for each kind of test, with its heading.
    var tables: [(title: String, rows: [[String]])] {
      var tables: [(String, [[String]])] = []
      if !similarity.isEmpty {
        tables.append(("Similarity", VectorScoreText.similarity(similarity)))
      }
      if let analogies { tables.append(("Analogies", VectorScoreText.analogies(analogies))) }
      for score in groups ?? [] { tables.append(("Groups", VectorScoreText.groups(score))) }
      return tables
    }
  }

  func run() throws {
    common.apply()
    try requireProcessor()
    try report.check()
    // What is wrong with the sets is said before the vectors are read.
    let pairs = try WordPairs.read(paths: similarity)
    let questions = try AnalogyQuestions.read(paths: analogies)
    let isDefault = similarity.isEmpty && analogies.isEmpty && groups.isEmpty
    var sets = try groups.map { $0 == "recipes" ? .recipes : try WordGroups.read(path: $0) }
    common.notes(pairs.flatMap(\.notes) + (questions?.notes ?? []))
    let found = try lookup.load(vectors, common)
    if isDefault {
      try checkRecipes(found)
      sets = [.recipes]
    }
    let answer = Answer(
      similarity: pairs.map { SimilarityScore($0, found) },
      analogies: questions.map { AnalogyScore($0, found, method: method) },
      groups: sets.isEmpty ? nil : try sets.map { try GroupScore($0, found) })
    for score in answer.similarity where score.covered == 0 {
      common.note("\(score.file): no pair has vectors for both of its words")
    }
    switch common.format {
    case .json: try Output.json(answer)
    case .text: try Output.line(answer.tables.map { table($0.rows) }.joined(separator: "\n\n"))
    }
    try report.write(page(answer, found.index.vectors), common)
  }

  private func page(_ answer: Answer, _ found: WordVectors) throws -> Report {
    let vectors = Measured(found)
    var page = Report(
      URL(fileURLWithPath: self.vectors.vectors).lastPathComponent,
      summary: "\(found.count.grouped) words of \(found.dimension) numbers")
    for (title, rows) in answer.tables {
      page.add(
        title, [.table(Report.Table(title, heading: rows[0], rows: Array(rows.dropFirst())))])
    }
    page.add(vectors.sections.filter { $0.title != "Scores" })
    // Folders were read file by file.
    let files = try (answer.similarity.map(\.file) + analogies + groups).filter {
      $0 != "recipes" && !URL(fileURLWithPath: $0).hasDirectoryPath
    }.flatMap(Measured.checksum)
    page.add(Measured.files(files))
    page.add(
      "How it was made",
      [.text("Measured by Parlance \(parlanceVersion) with:"), .lines(commandLine())])
    return page
  }

  private func checkRecipes(_ found: WordLookup) throws {
    let words = WordGroups.recipes.groups.flatMap(\.words)
    let covered = words.count { found.place(of: $0) != nil }
    if 2 * covered < words.count {
      throw InputError(
        .usage, file: vectors.vectors,
        "expected --similarity, --analogies or --groups: these are no vectors of the built-in recipes, "
          + "of whose words they have \(covered) of \(words.count)")
    }
  }
}
