@_exported import ParlanceArrays
@_exported import ParlanceAutograd
@_exported import ParlanceLanguageModels
@_exported import ParlanceNN
@_exported import ParlanceOptim
@_exported import ParlanceReports
@_exported import ParlanceText
@_exported import ParlanceTraining
