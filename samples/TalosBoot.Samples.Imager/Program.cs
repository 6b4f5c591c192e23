using System.CommandLine;
using TalosBoot.Samples.Imager;

// What begins with @ is an option of an overlay, and no file with arguments.
var parsed = ImagerCommand.Create().Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
if (parsed.Errors.Count > 0)
{
    foreach (var error in parsed.Errors)
    {
        Console.Error.WriteLine(error.Message);
    }

    return 1;
}

return await parsed.InvokeAsync(new() { EnableDefaultExceptionHandler = false });
