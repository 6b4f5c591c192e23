using System.Text;
using TalosBoot.Initramfs.KernelModules.Index;
using TalosBoot.Initramfs.KernelModules.Reading;

namespace TalosBoot.Initramfs.Tests.KernelModules;

public class ModuleNameTests
{
    [TestCase("kernel/a/mid-dle.ko", ExpectedResult = "mid_dle")]
    [TestCase("top.ko.xz", ExpectedResult = "top")]
    [TestCase("kernel/foo.bar.ko", ExpectedResult = "foo")]
    [TestCase("plain", ExpectedResult = "plain")]
    public string Is_the_file_name_up_to_the_first_dot_with_underscores(string path) =>
        ModuleName.Text(ModuleName.FromPath(Encoding.ASCII.GetBytes(path)));

    [TestCase("platform:a-b", ExpectedResult = "platform:a_b")]
    [TestCase("usb:v[0-9a-f]p-x", ExpectedResult = "usb:v[0-9a-f]p_x")]
    [TestCase("a[[-]-", ExpectedResult = "a[[-]_")]
    [TestCase("a]b", ExpectedResult = null)]
    [TestCase("a[b", ExpectedResult = null)]
    [TestCase("", ExpectedResult = "")]
    public string? An_alias_has_underscores_but_in_brackets(string alias)
    {
        var key = new byte[alias.Length];
        return ModuleName.TryNormalizeAlias(Encoding.ASCII.GetBytes(alias), key) ? ModuleName.Text(key) : null;
    }

    [TestCase("devname:net/tun|char-major-10-200", ExpectedResult = "net/tun c10:200")]
    [TestCase("block-major-7-*|devname:loop-control|char-major-10-237", ExpectedResult = "loop-control c10:237")]
    [TestCase("block-major-8-1|char-major-1-2|devname:x", ExpectedResult = "x c1:2")]
    [TestCase("devname:x|block-major-3-4|char-major-1-2", ExpectedResult = "x b3:4")]
    [TestCase("devname:x", ExpectedResult = "x 0:0")]
    [TestCase("char-major-1-2", ExpectedResult = null)]
    public string? A_device_node_is_known_when_name_and_numbers_are(string aliases)
    {
        var names = new NameList(Encoding.ASCII.GetBytes(aliases.Replace('|', '\0') + '\0'));
        return DeviceNode.Find(names) is { } node ? $"{ModuleName.Text(node.Name)} {node.Type}{node.Major}:{node.Minor}" : null;
    }

    [TestCase("extras/a.ko", "kernel/a.ko", ExpectedResult = true)]
    [TestCase("kernel/a.ko", "extras/a.ko", ExpectedResult = false)]
    [TestCase("kernel/a.ko", "drivers/a.ko", ExpectedResult = false)]
    [TestCase("extras/b/a.ko", "extras/a/a.ko", ExpectedResult = true)]
    [TestCase("extras2/a.ko", "kernel/a.ko", ExpectedResult = false)]
    public bool Modules_in_extras_win(string newPath, string oldPath) => new SearchOrder(["extras", "built-in"]).Replaces(newPath, oldPath);

    [TestCase("updates/a.ko", "kernel/a.ko", ExpectedResult = true)]
    [TestCase("kernel/a.ko", "updates/a.ko", ExpectedResult = false)]
    [TestCase("extras/a.ko", "kernel/a.ko", ExpectedResult = false)]
    public bool Directories_that_are_not_listed_lose_without_a_word_for_them(string newPath, string oldPath) =>
        new SearchOrder(["updates"]).Replaces(newPath, oldPath);
}
