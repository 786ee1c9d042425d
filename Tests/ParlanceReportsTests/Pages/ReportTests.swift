import Foundation
import ParlanceDrawing
import ParlanceReports
import ParlanceScores
import ParlanceTestSupport
import ParlanceText
import Testing

@testable import ParlanceTraining

@Suite struct ReportTests {
  private var page: Report {
    var page = Report("A <model> & more", summary: "\"of\" all")
    page.add("Empty", [])
    page.add("Words", [.text("<script>alert(1)</script>"), .lines("a\n  b\tc & d")])
    page.add(
      "Numbers",
      [
        .table(
          Report.Table("A <caption>", heading: ["", "F1"], rows: [["<b>", "1"], ["c", "2"]])),
        .picture(
          Report.Picture(
            Chart("Loss", x: "epoch", y: "nats", series: [Chart.Series("train", [2, 1])]), "loss")),
        .picture(
          Report.Picture(
            HeatMap("Map", rows: ["a"], columns: ["b"], values: [[1]]), "map",
            alternative: "a \"map\" of <one>")),
      ])
    page.add("Words", [.links([("next & last", "a%20b/index.html")])])
    return page
  }

  /// The page less its first line, which XML does not know.
  private func body(_ html: String) -> String {
    html.replacingOccurrences(of: "<!DOCTYPE html>\n", with: "")
  }

  @Test func aPageIsOneWellFormedFile() throws {
    let html = page.html
    try expectWellFormed(body(html))
    #expect(html.hasPrefix("<!DOCTYPE html>\n<html lang=\"en\">"))
    #expect(!html.contains("<script") && !html.contains("<b>") && !html.contains("http://127"))
    #expect(html.contains("&lt;script&gt;alert(1)&lt;/script&gt;"))
    #expect(html.contains("a\n  b    c &amp; d"))
    #expect(html.contains("<title>A &lt;model&gt; &amp; more</title>"))
    // Parts of a title stand together; what has none is left out.
    #expect(page.sections.map(\.title) == ["Words", "Numbers"])
    #expect(page.sections[0].parts.count == 3)
    #expect(html == page.html)
  }

  @Test func everyPictureHasAnAlternativeText() {
    let html = page.html
    let svgs = html.components(separatedBy: "<svg ").dropFirst()
    #expect(svgs.count == 2 && svgs.allSatisfy { $0.hasPrefix("aria-label=\"") })
    #expect(html.contains("<svg aria-label=\"Loss (nats over epoch); train from 2 to 1\" "))
    #expect(html.contains("<svg aria-label=\"a &quot;map&quot; of &lt;one&gt;\" "))
    #expect(html.contains("class=\"box plain\"") && html.contains("class=\"box own\""))
  }

  @Test func picturesShareNoIds() {
    let svg = "<svg width=\"1\"><path id=\"arrow\"/><path marker-end=\"url(#arrow)\"/></svg>"
    var page = Report("")
    page.add("", ["one", "two b"].map { .picture(.init(svg: svg, $0, alternative: "an arrow")) })
    let html = page.html
    for id in ["one-arrow", "twob-arrow"] {
      #expect(html.contains("id=\"\(id)\"") && html.contains("url(#\(id))"))
    }
    #expect(page.pictures[0].svg == svg)
  }

  @Test func picturesLieBesideThePage() throws {
    try withFolder { folder in
      func read(_ name: String) throws -> String {
        try String(contentsOfFile: folder + "/a/b/" + name, encoding: .utf8)
      }
      try page.write(to: folder + "/a/b")
      for picture in page.pictures { #expect(try read(picture.name + ".svg") == picture.svg) }
      #expect(try read("index.html") == page.html)
    }
  }

  private func record(_ epoch: Int, _ loss: Double, best: Bool?) -> MetricsRecord {
    MetricsRecord(
      epoch: epoch, step: 10 * epoch, trainLoss: loss, learningRate: 0.1, gradientNorm: 1,
      wordsPerSecond: 100, seconds: Double(epoch),
      validation: best.map { _ in
        Evaluation(totalLoss: loss + 1, tokens: 1, scores: ["macroF1": 0.5], deciding: "macroF1")
      }, isBest: best)
  }

  @Test func whatDecidesIsSaid() throws {
    let records = [record(1, 2, best: true), record(2, 1, best: true), record(3, 0.5, best: false)]
    let parts = Report.training([("one", records)])
    guard case .text(let decision) = parts[0], case .table(let table) = try #require(parts.last)
    else {
      Issue.record("\(parts)")
      return
    }
    #expect(decision.contains("the macro F1 on validation data. That of epoch 2 was."))
    #expect(table.rows.map { $0[0] } == ["best epoch", "last epoch"])
    #expect(table.rows.map { $0[1] } == ["2", "3"] && table.rows[0][4] == "50.00 %")
    #expect(Report.training([("none", [])]).isEmpty)
  }

  @Test func runsShareACurve() throws {
    let runs = [("a", [record(1, 2, best: true)]), ("b", [record(1, 3, best: true)])]
    let parts = Report.training(runs)
    let names = parts.compactMap { part in
      if case .picture(let picture) = part { picture.name } else { nil }
    }
    #expect(names == ["loss", "score"])
    guard case .picture(let loss) = parts[0] else { return #expect(Bool(false)) }
    #expect(loss.alternative == "Validation loss (nats over epoch); a 3; b 4")
  }

  @Test func aClassifierHasCurvesOfEachLabel() throws {
    let labels = try LabelSet(["ham", "spam"])
    let truth = TrueLabels([["ham"], ["spam"], ["ham"], ["spam"]], known: labels)
    let results = ClassificationResults(
      truth: truth, probabilities: [[0.9, 0.1], [0.2, 0.8], [0.4, 0.6], [0.7, 0.3]])
    let sections = Report.sections(ClassificationScores(results), results)
    #expect(sections.map(\.title) == ["Scores", "Labels", "Confidence"])
    var page = Report("")
    page.add(sections)
    #expect(
      page.pictures.map(\.name) == ["confusion", "reliability", "roc", "precision-recall"])
    #expect(page.pictures[2].alternative.hasSuffix("area under it: spam 0.75"))
    // With the scores alone there are no curves.
    #expect(Report.sections(ClassificationScores(results), nil)[2].parts.count == 1)
  }

  @Test func lengthsAreGrouped() throws {
    let parts = Report.byLength(
      [1, 1, 5, 9], unit: "words", items: "texts",
      scores: [("accuracy", { places in Double(places.count { $0 < 2 }) / Double(places.count) })])
    guard case .table(let table) = try #require(parts.last) else { return #expect(Bool(false)) }
    #expect(
      table.rows == [["1", "2", "100.00 %"], ["5", "1", "0.00 %"], ["9", "1", "0.00 %"]])
    #expect(Report.byLength([3, 3], unit: "", items: "", scores: []).isEmpty)
  }
}
