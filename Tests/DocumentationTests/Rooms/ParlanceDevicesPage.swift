import Parlance

/// What the page of ParlanceDevices begins with.
func devicesPage(settings: LanguageModelSettings) throws {
  try Device.with(.opencl(0)) {
    let report = try ModelRun<LanguageModelPlan>(settings, output: "models/book").train()
    print(report.device)
  }
}
