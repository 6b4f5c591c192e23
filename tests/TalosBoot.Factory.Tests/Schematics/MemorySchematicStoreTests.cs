using TalosBoot.Factory.Schematics;

namespace TalosBoot.Factory.Tests.Schematics;

[TestFixture]
internal sealed class MemorySchematicStoreTests : SchematicStoreContract
{
    readonly MemorySchematicStore _store = new();

    protected override ISchematicRepository Open() => _store;
}
