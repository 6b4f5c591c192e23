using System.Text;

namespace TalosBoot.Boot.Grub;

/// <summary>The modules that know partition tables, as a folder lists them.</summary>
internal static class GrubPartitionModules
{
    const string ListFile = "partmap.lst";
    const int MaximumCount = 256;

    /// <summary>Commands that load all of them, one a line.</summary>
    public static string Configuration(GrubModuleFolder folder)
    {
        var names = Encoding.Latin1.GetString(folder.Read(ListFile)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return names.Length <= MaximumCount
            ? string.Concat(names.Select(name => $"insmod {name}\n"))
            : throw folder.Damaged(ListFile, 0, $"it names {names.Length} modules; {MaximumCount} are accepted");
    }
}
