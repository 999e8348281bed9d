import { createHash } from 'node:crypto'
import { Contrib, Enums, Models, Serialize, Spec } from '@cyclonedx/cyclonedx-library'
import { comesWith, lockedPackages } from './locked-packages.mjs'

const { Builders, Factories, Utils } = Contrib.FromNodePackageJson
const licences = new Contrib.License.Factories.LicenseFactory((text) => {
  throw new Error(`${text} is taken as the name of a licence`)
})
const builder = new Builders.ComponentBuilder(new Factories.ExternalReferenceFactory(), licences)
const serializer = new Serialize.JsonSerializer(new Serialize.JSON.Normalize.Factory(Spec.Spec1dot6))

/**
 * What comes with a package, as JSON of CycloneDX 1.6: each dependency with its version, licence and hash, and what needs what. It is made
 * of package-lock.json alone, so it is the same each time. (`npm sbom` leaves out what the project itself develops with, too.)
 */
export function billOfMaterials({ folder, manifest }, tarball) {
  const places = comesWith(folder)
  const components = new Map() // by purl: the same version may lie in several places
  const componentAt = (place) => {
    const purl = purlOf(place)
    if (!components.has(purl)) components.set(purl, componentOf(place))
    return components.get(purl)
  }
  for (const [place, needs] of places)
    for (const need of needs) componentAt(place).dependencies.add(componentAt(need).bomRef)

  const itself = componentAt(`packages/${folder}`)
  itself.hashes.set(Enums.HashAlgorithm['SHA-512'], createHash('sha512').update(tarball).digest('hex'))
  itself.description = manifest.description
  const bom = new Models.Bom({
    metadata: new Models.Metadata({ component: itself }),
    components: new Models.ComponentRepository([...components.values()].filter((component) => component !== itself)),
  })
  return `${serializer.serialize(bom, { sortLists: true, space: 2 })}\n`
}

function componentOf(place) {
  const { version, license, integrity, optional } = lockedPackages[place]
  const component = builder.makeComponent({ name: nameOf(place), version, license })
  component.purl = purlOf(place)
  component.bomRef.value = component.purl
  if (optional) component.scope = Enums.ComponentScope.Optional
  if (integrity) component.hashes.set(...Utils.parsePackageIntegrity(integrity))
  return component
}

const purlOf = (place) => `pkg:npm/${nameOf(place).replace('@', '%40')}@${lockedPackages[place].version}`

/** The lock names a package where its folder does not. */
const nameOf = (place) => lockedPackages[place].name ?? place.replace(/^packages\/|.*node_modules\//, '')
