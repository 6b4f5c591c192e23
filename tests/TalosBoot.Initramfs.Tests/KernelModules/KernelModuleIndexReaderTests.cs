using System.Buffers.Binary;
using System.Text;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Initramfs.KernelModules;
using TalosBoot.Initramfs.KernelModules.Index;
using TalosBoot.Testing;

namespace TalosBoot.Initramfs.Tests.KernelModules;

public class KernelModuleIndexReaderTests
{
    [TestCase("five-keys.preorder.bin")]
    [TestCase("five-keys.postorder.bin")]
    public void Reads_indexes_of_either_order(string vector) => Assert.That(
        KernelModuleIndexReader.Read(File.ReadAllBytes(RepositoryPaths.Vector("initramfs", "index", vector))).Select(entry => entry.Key),
        Is.EqualTo(new[] { "ask", "ate", "on", "once", "one" }));

    [TestCase("expected-kmod34.2")]
    [TestCase("expected-kmod30")]
    public void Reads_what_depmod_wrote(string folder)
    {
        var lines = File.ReadAllLines(RepositoryPaths.Vector("initramfs", "depmod", folder, "modules.dep"));
        var entries = KernelModuleIndexReader.Read(File.ReadAllBytes(RepositoryPaths.Vector("initramfs", "depmod", folder, "modules.dep.bin")));
        Assert.That(entries.Select(entry => entry.Value).Order(StringComparer.Ordinal), Is.EqualTo(lines.Order(StringComparer.Ordinal)));
        Assert.That(entries.OrderBy(entry => entry.Priority).Select(entry => entry.Value), Is.EqualTo(lines));
    }

    [Test]
    public void Values_keep_their_priorities([Values] KernelModuleIndexFormat format)
    {
        var index = new TrieIndex();
        index.Add("k"u8, "b"u8.ToArray(), 2);
        index.Add("k"u8, "c"u8.ToArray(), 1);
        index.Add(default, "v"u8.ToArray(), 7);
        Assert.That(
            KernelModuleIndexReader.Read(index.Build(format)),
            Is.EqualTo(new[] { new KernelModuleIndexEntry("", "v", 7), new KernelModuleIndexEntry("k", "c", 1), new KernelModuleIndexEntry("k", "b", 2) }));
    }

    [TestCase("", TestName = "Nothing")]
    [TestCase("b007f4570002000100000000", TestName = "A root in the header")]
    [TestCase("b007f4570003000100000" + "00c", TestName = "Another version")]
    [TestCase("b007f457000200018000000c61", TestName = "A text without end")]
    [TestCase("b007f457000200012000000c6161" + "2000000c", TestName = "A node that is its own child")]
    [TestCase("b007f457000200012000000c0000", TestName = "A child of no character")]
    [TestCase("b007f457000200014000000cffffffff", TestName = "More values than there are bytes")]
    public void Damage_is_told(string hex)
    {
        var failure = Assert.Throws<ImageFormatException>(() => KernelModuleIndexReader.Read(Convert.FromHexString(hex)))!;
        Assert.That(failure.DiagnosticId, Is.EqualTo(DiagnosticIds.ModuleIndexDamaged));
    }

    [Test]
    public void Keys_that_are_too_long_are_refused()
    {
        var index = new TrieIndex();
        index.Add(Encoding.ASCII.GetBytes(new string('a', 5000)), default, 0);
        var failure = Assert.Throws<ImageFormatException>(() => KernelModuleIndexReader.Read(index.Build(KernelModuleIndexFormat.Kmod34)))!;
        Assert.That(failure.DiagnosticId, Is.EqualTo(DiagnosticIds.LimitExceeded));
    }

    /// <summary>Nodes are lists of values, of which each holds the next and goes on to the end: 100 KB would hold 60 million values.</summary>
    [Test]
    public void Nodes_within_one_another_are_refused()
    {
        const int Nodes = 125;
        var index = new byte[100_000];
        Convert.FromHexString("b007f457000200012000000c01").CopyTo(index, 0);
        index[13] = Nodes;
        var first = 14 + (Nodes * sizeof(uint));
        for (var number = 0; number < Nodes; number++)
        {
            var node = first + (number * sizeof(uint));
            BinaryPrimitives.WriteUInt32BigEndian(index.AsSpan(14 + (number * sizeof(uint))), 0x4000_0000 | (uint)node);
            BinaryPrimitives.WriteUInt32BigEndian(index.AsSpan(node), 19_000);
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        var failure = Assert.Throws<ImageFormatException>(() => KernelModuleIndexReader.Read(index))!;
        Assert.That(failure.DiagnosticId, Is.EqualTo(DiagnosticIds.ModuleIndexDamaged));
        Assert.That(failure.Message, Does.Contain("within one another"));
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.LessThan(16 * 1024 * 1024));
    }
}
