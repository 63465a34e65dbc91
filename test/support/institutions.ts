import { addOrganisation, addProgramme } from '../../src/organisations/index.ts'
import type { Db } from '../../src/platform/database.ts'

type Kind = Parameters<typeof addOrganisation>[1]['kind']

/** Adds an invented institution without a place; its id is also its slug, and its name where none is given. */
export async function addInstitution(db: Db, id: string, kind: Kind, createdAt: Date, name = id): Promise<void> {
  await addOrganisation(db, { id, slug: id, name, kind, city: null, province: null, createdAt, invented: true })
}

/** Adds the study programme `agri` (Agribusiness, S1, 144 SKS in 48 courses) of the institution `samara`. */
export async function addAgribusiness(db: Db): Promise<void> {
  await addProgramme(db, {
    id: 'agri',
    organisationId: 'samara',
    code: '54201',
    name: { id: 'Agribisnis', en: 'Agribusiness' },
    level: 'S1',
    kkniLevel: 6,
    totalSks: 144,
    totalCourses: 48,
  })
}
