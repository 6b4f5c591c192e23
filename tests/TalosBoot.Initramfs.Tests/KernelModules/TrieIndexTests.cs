using TalosBoot.Initramfs.KernelModules;
using TalosBoot.Initramfs.KernelModules.Index;
using TalosBoot.Testing;

namespace TalosBoot.Initramfs.Tests.KernelModules;

public class TrieIndexTests
{
    [TestCase(KernelModuleIndexFormat.Kmod34, "five-keys.preorder.bin")]
    [TestCase(KernelModuleIndexFormat.Kmod30, "five-keys.postorder.bin")]
    public void Places_nodes_as_the_format_does(KernelModuleIndexFormat format, string vector)
    {
        var index = new TrieIndex();
        index.Add("one"u8, default, 0);
        index.Add("ate"u8, default, 0);
        index.Add("on"u8, default, 0);
        index.Add("ask"u8, default, 0);
        index.Add("once"u8, default, 0);
        Assert.That(index.Build(format), Is.EqualTo(File.ReadAllBytes(RepositoryPaths.Vector("initramfs", "index", vector))));
    }

    [Test]
    public void Without_keys_it_is_a_header_and_an_empty_root([Values] KernelModuleIndexFormat format) =>
        Assert.That(new TrieIndex().Build(format), Is.EqualTo(Convert.FromHexString("b007f457000200010000000c")));

    [Test]
    public void Values_of_a_key_are_sorted_by_priority_and_the_newest_of_equals_comes_first()
    {
        var index = new TrieIndex();
        index.Add("k"u8, "b"u8.ToArray(), 2);
        index.Add("k"u8, "c"u8.ToArray(), 1);
        index.Add("k"u8, "d"u8.ToArray(), 2);
        index.Add("k"u8, "c"u8.ToArray(), 1);
        var expected = Convert.FromHexString(
            "b007f457000200012000000c" + "6b6b40000012" + "00000004" + "000000016300" + "000000016300" + "000000026400" + "000000026200");
        Assert.That(index.Build(KernelModuleIndexFormat.Kmod34), Is.EqualTo(expected));
    }

    [Test]
    public void An_empty_key_has_its_values_in_the_root()
    {
        var index = new TrieIndex();
        index.Add(default, "v"u8.ToArray(), 7);
        Assert.That(
            index.Build(KernelModuleIndexFormat.Kmod34),
            Is.EqualTo(Convert.FromHexString("b007f457000200014000000c" + "00000001" + "000000077600")));
    }

    [Test]
    public void Keys_that_contain_each_other_nest_without_recursion()
    {
        var index = new TrieIndex();
        var key = new byte[20_000];
        key.AsSpan().Fill((byte)'a');
        for (var length = 1; length <= key.Length; length += 4)
        {
            index.Add(key.AsSpan(0, length), default, 0);
        }

        Assert.That(index.Build(KernelModuleIndexFormat.Kmod30), Has.Length.GreaterThan(5_000 * 15));
        Assert.That(index.Build(KernelModuleIndexFormat.Kmod34), Has.Length.GreaterThan(5_000 * 15));
    }
}
