/**
 * Types of our alignments. Open Badges 3.0 lets a target type be extended by `ext:`; a reader that doesn't know ours
 * still sees framework, code and name.
 */
export const TARGET = {
  skill: 'ext:Skill',
  outcome: 'ext:LearningOutcome',
  standard: 'ext:Standard',
  level: 'ext:QualificationLevel',
  workload: 'ext:WorkloadHours',
  assessment: 'ext:AssessmentKind',
  identity: 'ext:IdentityAssurance',
  quality: 'ext:QualityStatus',
  evidence: 'ext:EvidenceSource',
  mode: 'ext:LearningMode',
  coIssuer: 'ext:CoIssuer',
} as const
