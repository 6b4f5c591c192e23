using System.Text;
using TalosBoot.Factory.Schematics;
using TalosBoot.Schematics;

namespace TalosBoot.Factory.Tests.Schematics;

/// <summary>What every store of schematics must do.</summary>
internal abstract class SchematicStoreContract
{
    /// <summary>A store over the same place each time.</summary>
    protected abstract ISchematicRepository Open();

    [Test]
    public async Task Knows_nothing_of_what_was_not_stored() => Assert.That(await Open().FindAsync(IdOf(Text("unknown"))), Is.Null);

    [Test]
    public async Task Gives_back_what_was_stored()
    {
        var (store, text) = (Open(), Text("a: <&> é"));

        Assert.That(await store.PutAsync(IdOf(text), text), Is.True);
        Assert.That((await store.FindAsync(IdOf(text)))!.Value.ToArray(), Is.EqualTo(text));
    }

    [Test]
    public async Task Tells_a_schematic_that_is_known_from_a_new_one()
    {
        var (store, text) = (Open(), Text("again"));
        await store.PutAsync(IdOf(text), text);

        Assert.That(await store.PutAsync(IdOf(text), text), Is.False);
    }

    [Test]
    public async Task Takes_the_same_from_many_at_once()
    {
        var (store, text) = (Open(), Text("many"));

        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(() => store.PutAsync(IdOf(text), text))));

        Assert.That((await store.FindAsync(IdOf(text)))!.Value.ToArray(), Is.EqualTo(text));
    }

    protected static byte[] Text(string argument) => Encoding.UTF8.GetBytes($"customization:\n    extraKernelArgs:\n        - {argument}\n");

    protected static SchematicId IdOf(byte[] text) => SchematicId.OfCanonical(text);
}
