import Parlance

/// What the page of ParlanceDecoding begins with.
func decodingPage(model: any TokenPredicting) {
  let starts: [[Int32]] = [[5, 7], [9]]
  var options = GenerationOptions()
  options.beamWidth = 5
  let found = model.beamSearch(after: starts, options, count: 3)
  print(found[0].map(\.score))
}
