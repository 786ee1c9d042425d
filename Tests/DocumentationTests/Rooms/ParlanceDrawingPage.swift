import Parlance

/// What the page of ParlanceDrawing begins with.
func drawingPage() throws {
  let losses = [2.1, 1.4, 1.1, 0.9]
  let chart = Chart("Loss", x: "epoch", y: "nats", series: [Chart.Series("training", losses)])
  print(chart.text(columns: 40, rows: 8))
  let gates = HeatMap(
    "Gates", rows: ["input", "forget"], columns: ["the", "cat"], values: [[0.2, 0.9], [1, 0.4]])
  print(PictureGrid("Two pictures", [chart.svg, gates.svg], columns: 2).svg.utf8.count)
}
