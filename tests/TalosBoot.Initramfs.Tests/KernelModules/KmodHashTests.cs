using System.Text;
using TalosBoot.Initramfs.KernelModules.Index;

namespace TalosBoot.Initramfs.Tests.KernelModules;

public class KmodHashTests
{
    [TestCase("", ExpectedResult = 0x0000_0000u)]
    [TestCase("a", ExpectedResult = 0x115e_a782u)]
    [TestCase("ab", ExpectedResult = 0x516b_8b44u)]
    [TestCase("abc", ExpectedResult = 0xd2be_198au)]
    [TestCase("abcd", ExpectedResult = 0xdad8_b8dbu)]
    [TestCase("base", ExpectedResult = 0xee70_811cu)]
    [TestCase("mid_dle", ExpectedResult = 0xd324_000fu)]
    [TestCase("top", ExpectedResult = 0x78b5_a877u)]
    [TestCase("extra1", ExpectedResult = 0x8230_e9f6u)]
    [TestCase("printk", ExpectedResult = 0x6a08_63d1u)]
    [TestCase("module_layout", ExpectedResult = 0xa1f7_60beu)]
    public uint Gives_the_values_of_kmod(string key) => KmodHash.Compute(Encoding.ASCII.GetBytes(key));
}
