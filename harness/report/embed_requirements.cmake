# cmake -DIN=requirements.tsv -DOUT=file.def -P embed_requirements.cmake: each line of nine columns becomes a C initialiser.
# A line of another shape is left as it stands and does not compile.
file(READ ${IN} rows)
string(FIND "${rows}" "\n" header)
math(EXPR first "${header} + 1")
string(SUBSTRING "${rows}" ${first} -1 rows)
string(REPLACE "\\" "\\\\" rows "${rows}")
string(REPLACE "\"" "\\\"" rows "${rows}")
set(cell "([^\t\n]*)")
string(REGEX REPLACE "${cell}\t${cell}\t${cell}\t${cell}\t${cell}\t${cell}\t${cell}\t${cell}\t${cell}\n"
       "{\"\\1\", \"\\2\", \"\\3\", \"\\4\", \"\\5\", \"\\6\", \"\\7\", \"\\8\", \"\\9\"},\n" rows "${rows}")
file(WRITE ${OUT} "${rows}")
