import Parlance

/// What the page of ParlanceReports begins with.
func reportsPage(folder: String) throws {
  let chart = Chart(
    "Loss", x: "epoch", y: "nats", series: [Chart.Series("training", [2.1, 1.4, 1.1])])
  var report = Report("Moods", summary: "A logistic regression on 3,257 texts.")
  report.add(
    "Training",
    [.text("Three epochs."), .picture(Report.Picture(chart, "loss", alternative: "it falls"))])
  try report.write(to: folder + "/page")
}
