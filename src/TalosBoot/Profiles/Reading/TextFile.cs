using System.Text;
using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;

namespace TalosBoot.Profiles.Reading;

/// <summary>Small text files that flags name.</summary>
internal static class TextFile
{
    const int LargestFile = 4 * 1024 * 1024;

    public static string Read(string path)
    {
        var content = BlobSource.FromFile(path);
        return content.Length <= LargestFile
            ? Encoding.UTF8.GetString(content.ToArray())
            : throw new FileAccessException(
                DiagnosticIds.InputNotReadable, path, $"the file has {content.Length} bytes; the limit is {LargestFile} bytes. Name a text file.");
    }
}
