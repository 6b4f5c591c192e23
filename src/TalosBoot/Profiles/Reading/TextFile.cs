using System.Text;
using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;

namespace TalosBoot.Profiles.Reading;

/// <summary>Small text files that flags name.</summary>
internal static class TextFile
{
    const int LargestFile = 4 * 1024 * 1024;

    static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Reads a file as text. Bytes that are none are refused: they would reach the machine as other ones.</summary>
    /// <exception cref="FileAccessException">It cannot be read, is too long, or is no text (TB6003).</exception>
    public static string Read(string path)
    {
        try
        {
            return StrictUtf8.GetString(ReadBytes(path));
        }
        catch (DecoderFallbackException exception)
        {
            throw new FileAccessException(DiagnosticIds.InputNotReadable, path, "the file is no text in UTF-8. Save it as such.", exception);
        }
    }

    /// <summary>Reads a file whose reader knows encodings.</summary>
    /// <exception cref="FileAccessException">It cannot be read, or is too long (TB6003).</exception>
    public static byte[] ReadBytes(string path)
    {
        var content = BlobSource.FromFile(path);
        return content.Length <= LargestFile
            ? content.ToArray()
            : throw new FileAccessException(
                DiagnosticIds.InputNotReadable, path, $"the file has {content.Length} bytes; the limit is {LargestFile} bytes. Name a text file.");
    }
}
