import Parlance
import ParlanceLessons

/// What the page of ParlanceLessons begins with.
func lessonsPage(folder: String) throws {
  let worked = try Course.lesson("vanishing-gradients")!.worked()
  print(worked.page.value("1.1⁵⁰")!)
  print(try worked.exercise.judge("0.0059").reply)
  try worked.report().write(to: folder + "/lesson")
}
