// The thread that solves: HiGHS, compiled to WebAssembly, asked one programme at a time. It knows nothing of stacks.
// What it is sent: { id, programme, seconds }. What it answers: { id, status, values, bound, level } (see solver.ts).
import { performance } from 'node:perf_hooks'
import { parentPort } from 'node:worker_threads'
import loadHighs from 'highs'

/** Objectives are whole numbers: what is nearer than this to the bound is the best. */
const ALMOST_ONE = 0.999
const highs = await loadHighs()
const { modelStatus, variableType } = highs.constants

function modelOf({ columns, lower, upper, starts, indices, values, objectives }) {
  return highs.createModel({
    numCols: columns,
    numRows: lower.length,
    colCost: objectives[0] ?? new Float64Array(columns),
    colLower: new Float64Array(columns),
    colUpper: new Float64Array(columns).fill(1),
    rowLower: lower.map(finite),
    rowUpper: upper.map(finite),
    matrix: { format: 'csr', numRows: lower.length, numCols: columns, starts, indices, values },
    integrality: new Int32Array(columns).fill(variableType.integer),
  })
}

function finite(bound) {
  return bound === Infinity ? highs.infinity : bound === -Infinity ? -highs.infinity : bound
}

/** Minimises the objectives one after another, each kept at its best for the next, until the time is over. */
function solve(programme, seconds) {
  const end = performance.now() + seconds * 1000
  const model = modelOf(programme)
  try {
    model.options.set({ output_flag: false, mip_rel_gap: 0, mip_abs_gap: ALMOST_ONE, random_seed: 1 })
    let answer = { status: 'limit', values: null, bound: null, level: 0 }
    for (let level = 0; level < Math.max(1, programme.objectives.length); level++) {
      const objective = programme.objectives[level]
      if (level > 0) for (const [column, cost] of objective.entries()) model.changeColCost(column, cost)
      model.options.set('time_limit', model.getRunTime() + Math.max(0.01, (end - performance.now()) / 1000))
      model.run()
      const status = model.getModelStatus()
      if (status === modelStatus.infeasible) return level === 0 ? { ...answer, status: 'infeasible' } : answer
      const found = model.info.get('primal_solution_status') === highs.constants.solutionStatus.feasible
      const isBest = status === modelStatus.optimal
      if (found) answer = { ...answer, values: Float64Array.from(model.getSolution().colValue) }
      if (!isBest) return { ...answer, status: 'limit', bound: model.info.get('mip_dual_bound'), level }
      if (objective === undefined) return { ...answer, status: 'optimal', level }
      const best = Math.round(model.getObjectiveValue())
      const used = [...objective.entries()].filter(([, cost]) => cost !== 0)
      model.addRow(-highs.infinity, best, {
        indices: used.map(([column]) => column),
        values: used.map(([, cost]) => cost),
      })
      answer = { ...answer, level: level + 1 }
    }
    return { ...answer, status: 'optimal' }
  } finally {
    model.dispose()
  }
}

parentPort.on('message', ({ id, programme, seconds }) => {
  try {
    parentPort.postMessage({ id, ...solve(programme, seconds) })
  } catch {
    parentPort.postMessage({ id, status: 'failed', values: null, bound: null, level: 0 })
  }
})
