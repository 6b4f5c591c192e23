using TalosBoot.Core.Binary;
using TalosBoot.Core.Diagnostics;

namespace TalosBoot.Core.Tests.Binary;

public sealed class SpanReaderTests
{
    [Test]
    public void Fields_follow_each_other_in_either_byte_order()
    {
        var reader = new SpanReader([0x01, 0x02, 0x03, 0x02, 0x03, 0xFF, 1, 2, 3, 4, 5, 6, 7, 8, 0x41, 0x42], "test");
        Assert.That(reader.U8(), Is.EqualTo(1));
        Assert.That(reader.U16Le(), Is.EqualTo(0x0302));
        Assert.That(reader.U16Be(), Is.EqualTo(0x0203));
        reader.Skip(1);
        Assert.That(reader.U64Be(), Is.EqualTo(0x0102_0304_0506_0708));
        Assert.That(reader.Ascii(2), Is.EqualTo("AB"));
        Assert.That(reader.Remaining, Is.Zero);
    }

    [Test]
    public void An_overrun_names_the_format_and_the_place()
    {
        var exception = Assert.Throws<ImageFormatException>(() =>
        {
            var reader = new SpanReader(new byte[6], "GPT", baseOffset: 512);
            reader.U32Le();
            reader.U32Le();
        });
        Assert.That((exception!.DiagnosticId, exception.Format, exception.ByteOffset), Is.EqualTo(("TB4001", "GPT", 516L)));
    }
}
