using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;

namespace TalosBoot.Core.Tests.Content;

public sealed class SparseImageBuilderTests
{
    [Test]
    public void Overlapping_parts_are_refused_and_both_are_named()
    {
        var builder = new SparseImageBuilder().Place(0, new byte[10], "boot sector").Place(9, new byte[4], "file table");
        var exception = Assert.Throws<LayoutException>(() => builder.Build(100));
        Assert.That(exception!.DiagnosticId, Is.EqualTo("TB5001"));
        Assert.That(exception.Message, Does.Contain("boot sector").And.Contain("file table"));
        Assert.That(exception.Needed, Is.EqualTo(4));
        Assert.That(exception.Available, Is.EqualTo(3));
    }

    [Test]
    public void A_part_beyond_the_end_is_refused()
    {
        var builder = new SparseImageBuilder().Place(90, new byte[11], "backup table");
        var exception = Assert.Throws<LayoutException>(() => builder.Build(100));
        Assert.That(exception!.DiagnosticId, Is.EqualTo("TB5002"));
        Assert.That((exception.Region, exception.Needed, exception.Available), Is.EqualTo(("backup table", 11L, 10L)));
    }

    [Test]
    public void Offsets_near_the_largest_number_do_not_wrap_around()
    {
        var builder = new SparseImageBuilder().Place(long.MaxValue, new byte[2], "far part");
        Assert.That(() => builder.Build(long.MaxValue), Throws.InstanceOf<LayoutException>());
    }

    [Test]
    public void Neighbours_of_one_kind_become_one_extent_and_holes_stay_holes()
    {
        var inner = new SparseImageBuilder().Place(10, new byte[] { 1 }, "inner").Build(20);
        var image = new SparseImageBuilder()
            .Place(0, new byte[5], "a").Place(5, new byte[5], "b").Place(10, inner, "c")
            .Place(30, BlobSource.FromBytes(new byte[] { 2 }).AsCompressed(), "d").Build(100);
        Assert.That(image.Extents, Is.EqualTo(new[]
        {
            new Extent(0, 10, ContentKind.Data), new Extent(20, 1, ContentKind.Data), new Extent(30, 1, ContentKind.Compressed),
        }));
    }

    [Test]
    public void Concatenation_keeps_holes_and_kinds()
    {
        var source = BlobSource.Concat(BlobSource.Zeros(5), BlobSource.FromText("ab"), BlobSource.Zeros(3), BlobSource.FromText("c").AsCompressed());
        Assert.That(source.ToArray(), Is.EqualTo("\0\0\0\0\0ab\0\0\0c"u8.ToArray()));
        Assert.That(source.Extents, Is.EqualTo(new[] { new Extent(5, 2, ContentKind.Data), new Extent(10, 1, ContentKind.Compressed) }));
    }
}
